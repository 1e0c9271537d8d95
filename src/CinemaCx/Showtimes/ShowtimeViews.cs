using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>What is said of a film in lists and on its page.</summary>
public sealed record FilmView(string Id, string Code, string Title, long Minutes)
{
    public string? OriginalTitle { get; init; }
    public required IReadOnlyList<string> Genres { get; init; }
    public required IReadOnlyList<string> Directors { get; init; }
    public required IReadOnlyList<string> Cast { get; init; }
    public string? Rating { get; init; }
    public DateOnly? ReleaseDate { get; init; }
    public string? PosterUrl { get; init; }
    public string? Synopsis { get; init; }

    public static FilmView Of(FilmRow row) => new(row.Id, row.Code, row.Title, row.Minutes)
    {
        OriginalTitle = row.OriginalTitle,
        Genres = WordList.Parse(row.Genres),
        Directors = WordList.Parse(row.Directors),
        Cast = WordList.Parse(row.Cast),
        Rating = row.Rating,
        ReleaseDate = row.ReleaseDate,
        PosterUrl = row.PosterUrl,
        Synopsis = row.Synopsis,
    };
}

/// <param name="NextStartsAt">The first showtime that can still be bought.</param>
/// <param name="PriceFromFen">The cheapest list price among them.</param>
public sealed record NowShowing(FilmView Film, int Showtimes, DateTimeOffset NextStartsAt, Fen PriceFromFen, IReadOnlyList<string> Formats);

/// <summary>One line of a cinema's day. Times carry the cinema's offset.</summary>
public sealed record ShowtimeView(string Id, string FilmId, string HallId, string HallName)
{
    public required IReadOnlyList<string> HallTags { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The evening it belongs to: a showtime at 00:40 is of the day before.</summary>
    public required DateOnly BusinessDay { get; init; }
    public required string Language { get; init; }
    public required string Format { get; init; }
    public required Fen PriceFromFen { get; init; }

    /// <summary>Null where no zone has a member price.</summary>
    public Fen? MemberPriceFromFen { get; init; }
    public required Fen ServiceFeeFen { get; init; }
    public required SaleState SaleState { get; init; }

    /// <summary>When the general sale begins; null: it is not announced, it is on sale since it exists. Some tiers buy earlier.</summary>
    public DateTimeOffset? SaleOpensAt { get; init; }

    /// <summary>A premiere, for invited members only: those of this tier or a higher one.</summary>
    public PremiereGuests? PremiereFor { get; init; }
}

public sealed record FilmShowtimes(FilmView Film, IReadOnlyList<ShowtimeView> Showtimes);

/// <param name="Days">The business days from today on with showtimes, so that the guest can turn to them.</param>
public sealed record CinemaDay(string CinemaId, DateOnly BusinessDay, IReadOnlyList<DateOnly> Days, IReadOnlyList<FilmShowtimes> Films);

public sealed record ShowtimeDetail(ShowtimeView Showtime, FilmView Film, CinemaView Cinema, string? HallNotice, string PlanId, IReadOnlyList<ZonePrice> Prices);
