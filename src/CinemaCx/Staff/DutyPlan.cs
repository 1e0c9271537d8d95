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

    public static DateTimeOffset At(DateOnly day, long minute, TimeZoneInfo zone)
    {
        var wall = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified).AddMinutes(minute);
        // A time the clock jumps over is the first that exists after it.
        while (zone.IsInvalidTime(wall)) wall = wall.AddMinutes(1);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}

/// <summary>Pure: who is on duty, and where nobody is. Where an override stands, only overrides count.</summary>
public static class DutyPlan
{
    public static IReadOnlyList<string> OnDutyAt(IEnumerable<DutyTime> times, DateTimeOffset instant)
    {
        var there = times.Where(t => t.Covers(instant)).ToList();
        var counted = there.Exists(t => t.Overrides) ? there.Where(t => t.Overrides) : there;
        return [.. counted.Select(t => t.EmployeeId).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The final result between two instants, cut wherever it changes.</summary>
    public static IReadOnlyList<DutyStretch> Between(IReadOnlyCollection<DutyTime> times, DateTimeOffset from, DateTimeOffset to)
    {
        var cuts = times.SelectMany(t => new[] { t.From, t.To }).Where(t => t > from && t < to).Append(from).Append(to).Distinct().Order().ToList();
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
}
