using System.Globalization;
using CinemaCx.Staff;

namespace CinemaCx.Cases;

/// <summary>Which cases a list shows; what is null narrows nothing.</summary>
public sealed record CaseFilter
{
    /// <summary>Not closed.</summary>
    public bool IsStanding { get; init; }

    /// <summary>Not closed, and past the time it should be done by.</summary>
    public bool IsOverdue { get; init; }
    public CaseState? State { get; init; }
    public CaseSeverity? Severity { get; init; }

    /// <summary>One of <see cref="CaseCategory"/>.</summary>
    public string? Category { get; init; }
    public string? HallId { get; init; }

    /// <summary>Whose it is.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Opened at or after.</summary>
    public DateTimeOffset? OpenedFrom { get; init; }

    /// <summary>Opened before.</summary>
    public DateTimeOffset? OpenedBefore { get; init; }

    /// <summary>A number (<c>C123</c>), or words of what was done or why.</summary>
    public string? Words { get; init; }

    /// <param name="who">Who has one cinema sees only its cases.</param>
    internal IQueryable<CaseRow> Apply(IQueryable<CaseRow> cases, StaffMember who, DateTimeOffset now)
    {
        if (who.CinemaId is { } cinema) cases = cases.Where(c => c.CinemaId == cinema);
        if (IsStanding || IsOverdue) cases = cases.Where(c => c.State == CaseState.Open || c.State == CaseState.Acknowledged);
        if (IsOverdue) cases = cases.Where(c => c.DueAt < now);
        if (State is { } state) cases = cases.Where(c => c.State == state);
        if (Severity is { } severity) cases = cases.Where(c => c.Severity == severity);
        if (Category is { } category) cases = cases.Where(c => c.Category == category);
        if (HallId is { } hall) cases = cases.Where(c => c.HallId == hall);
        if (OwnerId is { } owner) cases = cases.Where(c => c.OwnerId == owner);
        if (OpenedFrom is { } from) cases = cases.Where(c => c.OpenedAt >= from);
        if (OpenedBefore is { } before) cases = cases.Where(c => c.OpenedAt < before);
        if (Words is not { Length: > 0 } words) return cases;
        return long.TryParse(words.TrimStart('c', 'C', '#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? cases.Where(c => c.Number == number)
            : cases.Where(c => c.Action!.Contains(words) || c.RootCause!.Contains(words) || c.StatusText.Contains(words));
    }
}
