using CinemaCx.Cinemas;

namespace CinemaCx.Showtimes;

/// <summary>A row before and after the files; <see cref="Before"/> is null for a new one.</summary>
internal readonly record struct Change<T>(T? Before, T After) where T : class
{
    public bool IsNew => Before is null;

    public bool IsChanged => Before is not null && !Before.Equals(After);
}

/// <summary>A showtime with its prices, by zone in the order of the alphabet.</summary>
internal sealed record PricedShowtime(ShowtimeRow Row, IReadOnlyList<ShowtimePriceRow> Prices)
{
    public bool Equals(PricedShowtime? other) => other is not null && Row == other.Row && Prices.SequenceEqual(other.Prices);

    public override int GetHashCode() => Row.GetHashCode();
}

/// <summary>What the house knows already of what the files speak of.</summary>
internal sealed class KnownProgramme
{
    public Dictionary<string, CinemaRow> Cinemas { get; } = new(StringComparer.Ordinal);
    public Dictionary<HallKey, HallRow> Halls { get; } = [];
    public Dictionary<string, FilmRow> Films { get; } = new(StringComparer.Ordinal);

    /// <summary>By id: the plans of the halls and of the showtimes below.</summary>
    public Dictionary<string, SeatPlan> Plans { get; } = new(StringComparer.Ordinal);

    /// <summary>Showtimes that the files name again, and all that lie near enough in the same cinemas to be in the way.</summary>
    public List<PricedShowtime> Showtimes { get; } = [];
}

/// <summary>What is to be written when nothing is refused.</summary>
internal sealed class ProgrammeDecision
{
    public List<Change<CinemaRow>> Cinemas { get; } = [];
    public List<Change<HallRow>> Halls { get; } = [];

    /// <summary>New plan of a hall, and the one it had.</summary>
    public List<(string? BeforeId, SeatPlan After)> Plans { get; } = [];
    public List<Change<FilmRow>> Films { get; } = [];
    public List<Change<PricedShowtime>> Showtimes { get; } = [];
    public List<RefusedRow> Refused { get; } = [];

    /// <summary>Showtimes that would move under their guests: refused when there are any guests.</summary>
    public List<(string ShowtimeId, RefusedRow Refusal)> Disturbing { get; } = [];

    public IReadOnlyList<ProgrammeCount> Counts() =>
    [
        Count(ProgrammeKind.Cinemas, Cinemas),
        Count(ProgrammeKind.Halls, Halls),
        new(
            ProgrammeKind.Seats,
            Plans.Where(plan => plan.BeforeId is null).Sum(plan => plan.After.Seats.Count),
            Plans.Where(plan => plan.BeforeId is not null && plan.BeforeId != plan.After.Id).Sum(plan => plan.After.Seats.Count),
            Plans.Where(plan => plan.BeforeId == plan.After.Id).Sum(plan => plan.After.Seats.Count)),
        Count(ProgrammeKind.Films, Films),
        Count(ProgrammeKind.Showtimes, Showtimes),
    ];

    private static ProgrammeCount Count<T>(ProgrammeKind kind, List<Change<T>> changes) where T : class =>
        new(kind, changes.Count(c => c.IsNew), changes.Count(c => c.IsChanged), changes.Count(c => !c.IsNew && !c.IsChanged));
}
