using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Showtimes;

[Table("films")]
public sealed record FilmRow
{
    [PrimaryKey, Column("id")] public required string Id { get; init; }

    /// <summary>The 12-character national film code, unique: <c>001X04612023</c>.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("title")] public required string Title { get; init; }
    [Column("original_title")] public string? OriginalTitle { get; init; }

    /// <summary>JSON arrays of names, in the order of the file.</summary>
    [Column("genres")] public required string Genres { get; init; }
    [Column("film_cast")] public required string Cast { get; init; }
    [Column("directors")] public required string Directors { get; init; }
    [Column("minutes")] public required long Minutes { get; init; }

    /// <summary>What is said about who should see it.</summary>
    [Column("rating")] public string? Rating { get; init; }
    [Column("release_date")] public DateOnly? ReleaseDate { get; init; }
    [Column("poster_url")] public string? PosterUrl { get; init; }
    [Column("synopsis")] public string? Synopsis { get; init; }

    /// <summary>最低发行价: no ticket of this film may be sold for less.</summary>
    [Column("lowest_price_fen")] public required Fen LowestPrice { get; init; }
}

[Table("showtimes")]
public sealed record ShowtimeRow
{
    [PrimaryKey, Column("id")] public required string Id { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }

    /// <summary>Names the showtime within its cinema across imports.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("hall_id")] public required string HallId { get; init; }
    [Column("film_id")] public required string FilmId { get; init; }

    /// <summary>The hall's plan on the day the showtime was made; a rebuilt hall does not move seats that are sold.</summary>
    [Column("plan_id")] public required string PlanId { get; init; }
    [Column("starts_at")] public required DateTimeOffset StartsAt { get; init; }
    [Column("ends_at")] public required DateTimeOffset EndsAt { get; init; }
    [Column("language")] public required string Language { get; init; }

    /// <summary>2D, 3D, IMAX …</summary>
    [Column("format")] public required string Format { get; init; }
    [Column("business_day")] public required DateOnly BusinessDay { get; init; }

    /// <summary>Added to each ticket.</summary>
    [Column("service_fee_fen")] public required Fen ServiceFee { get; init; }

    /// <summary>Null: on sale since it exists.</summary>
    [Column("sale_opens_at")] public DateTimeOffset? SaleOpensAt { get; init; }
    [Column("sale_closes_at")] public required DateTimeOffset SaleClosesAt { get; init; }
    [Column("cancelled_at")] public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>A premiere: only members of this tier or a higher one are invited. Null: everybody.</summary>
    [Column("premiere_for")] public PremiereGuests? PremiereFor { get; init; }
}

/// <summary>Whom a premiere is for, named as their tiers are.</summary>
public enum PremiereGuests
{
    /// <summary>银卡 and above.</summary>
    [MapValue("silver")] Silver,

    /// <summary>金卡.</summary>
    [MapValue("gold")] Gold,
}

[Table("showtime_prices")]
public sealed record ShowtimePriceRow
{
    [PrimaryKey, Column("showtime_id")] public required string ShowtimeId { get; init; }
    [PrimaryKey, Column("zone")] public required string Zone { get; init; }
    [Column("list_price_fen")] public required Fen ListPrice { get; init; }
    [Column("member_price_fen")] public Fen? MemberPrice { get; init; }
}
