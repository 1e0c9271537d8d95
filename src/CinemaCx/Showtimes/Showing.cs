using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

public enum SaleState
{
    /// <summary>Announced; sale has not begun.</summary>
    NotOpen,
    OnSale,

    /// <summary>Too late to buy.</summary>
    Closed,
    Cancelled,
}

/// <summary>What a seat of the zone costs without the service fee, never less than the film's lowest protected price.</summary>
/// <param name="MemberFen">Null: members pay the list price.</param>
public sealed record ZonePrice(string Zone, Fen ListFen, Fen? MemberFen)
{
    /// <summary>A film's lowest price may have been raised since the showtime was priced.</summary>
    public static ZonePrice Of(ShowtimePriceRow row, Fen lowest) =>
        new(row.Zone, AtLeast(row.ListPrice, lowest), row.MemberPrice is { } member ? AtLeast(member, lowest) : null);

    private static Fen AtLeast(Fen price, Fen lowest) => price < lowest ? lowest : price;
}

/// <summary>A showtime with everything needed to check a choice of seats and to price it, as it was at one moment.</summary>
public sealed record Showing
{
    public required ShowtimeRow Showtime { get; init; }
    public required FilmRow Film { get; init; }
    public required HallRow Hall { get; init; }
    public required CinemaRow Cinema { get; init; }

    /// <summary>The plan the showtime is sold on, which need not be the hall's plan of today.</summary>
    public required SeatPlan Plan { get; init; }
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>One for every zone of the plan.</summary>
    public required IReadOnlyDictionary<string, ZonePrice> Prices { get; init; }

    public string Id => Showtime.Id;

    public SaleState SaleStateAt(DateTimeOffset now) => SaleRules.StateOf(Showtime, now);

    /// <summary>On the cinema's wall, with its offset.</summary>
    public DateTimeOffset LocalStart => TimeZoneInfo.ConvertTime(Showtime.StartsAt, Zone);
}

public static class SaleRules
{
    public static SaleState StateOf(ShowtimeRow showtime, DateTimeOffset now) =>
        showtime.CancelledAt is not null ? SaleState.Cancelled
        : now >= showtime.SaleClosesAt ? SaleState.Closed
        : now < showtime.SaleOpensAt ? SaleState.NotOpen
        : SaleState.OnSale;
}
