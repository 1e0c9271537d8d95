namespace CinemaCx.Staff;

/// <summary>A stretch of time and who is on duty in it, after overrides.</summary>
/// <param name="EmployeeIds">Empty: a hole.</param>
public sealed record DutyStretch(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> EmployeeIds);

/// <summary>One shift as instants.</summary>
public sealed record DutyTime(string EmployeeId, DateTimeOffset From, DateTimeOffset To, bool Overrides)
{
    public bool Covers(DateTimeOffset instant) => From <= instant && instant < To;

    /// <summary>What the cinema's wall clock says becomes instants only here.</summary>
    public static DutyTime Of(DutyShiftRow shift, TimeZoneInfo zone) =>
        new(shift.EmployeeId, At(shift.Day, shift.FromMinute, zone), At(shift.Day, shift.ToMinute, zone), shift.Overrides == 1);

    public static DateTimeOffset At(DateOnly day, long minute, TimeZoneInfo zone) =>
        At(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified).AddMinutes(minute), zone);

    public static DateTimeOffset At(DateTime wall, TimeZoneInfo zone)
    {
        // A time the clock jumps over is the first that exists after it.
        while (zone.IsInvalidTime(wall)) wall = wall.AddMinutes(1);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}

/// <summary>Somebody stands in for somebody else for a while.</summary>
/// <param name="Id">Sorts by when it was said.</param>
public sealed record DutyCover(string Id, string EmployeeId, string ReplacesId, DateTimeOffset From, DateTimeOffset To)
{
    public bool Covers(DateTimeOffset instant) => From <= instant && instant < To;
}

/// <summary>What is planned for one post: shifts, and who stands in for whom.</summary>
public sealed record DutyTimes(IReadOnlyCollection<DutyTime> Shifts, IReadOnlyCollection<DutyCover> Covers)
{
    /// <summary>Who is no longer there, and since when: what the plan says of her after that is a gap, in which nobody else of the plan is put.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Gone { get; init; } = new Dictionary<string, DateTimeOffset>();

    internal bool IsThere(string employeeId, DateTimeOffset instant) => !(Gone.TryGetValue(employeeId, out var since) && since <= instant);
}

/// <summary>
/// Pure: who is on duty, and where nobody is. Where an overriding shift stands, only overriding shifts count; then whoever is covered for is replaced.
/// </summary>
public static class DutyPlan
{
    public static IReadOnlyList<string> OnDutyAt(DutyTimes times, DateTimeOffset instant)
    {
        var there = times.Shifts.Where(t => t.Covers(instant)).ToList();
        var counted = there.Exists(t => t.Overrides) ? there.Where(t => t.Overrides) : there;
        return [.. counted.Select(t => StandIn(t.EmployeeId, times.Covers, instant)).Distinct(StringComparer.Ordinal).Where(id => times.IsThere(id, instant))];
    }

    /// <summary>The final result between two instants, cut wherever it changes.</summary>
    public static IReadOnlyList<DutyStretch> Between(DutyTimes times, DateTimeOffset from, DateTimeOffset to)
    {
        var ends = times.Shifts.SelectMany(t => new[] { t.From, t.To }).Concat(times.Covers.SelectMany(c => new[] { c.From, c.To })).Concat(times.Gone.Values);
        var cuts = ends.Where(t => t > from && t < to).Append(from).Append(to).Distinct().Order().ToList();
        var stretches = new List<DutyStretch>();
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            var people = OnDutyAt(times, cuts[i]);
            if (stretches.Count > 0 && stretches[^1].EmployeeIds.SequenceEqual(people, StringComparer.Ordinal))
                stretches[^1] = stretches[^1] with { To = cuts[i + 1] };
            else
                stretches.Add(new DutyStretch(cuts[i], cuts[i + 1], people));
        }

        return stretches;
    }

    // What was said last counts; whoever stands in may herself be covered for, by what was said after that. So it ends, in whatever circle people stand in.
    private static string StandIn(string person, IReadOnlyCollection<DutyCover> covers, DateTimeOffset instant)
    {
        var said = "";
        while (covers.Where(c => c.ReplacesId == person && c.Covers(instant) && string.CompareOrdinal(c.Id, said) > 0).MaxBy(c => c.Id, StringComparer.Ordinal) is { } cover)
            (person, said) = (cover.EmployeeId, cover.Id);
        return person;
    }
}
