namespace CinemaCx.Staff;

/// <summary>A shift as somebody wrote it down, by the cinema's wall clock.</summary>
/// <param name="Where">What to look for to mend it: 第 3 行.</param>
/// <param name="Day">The day it begins.</param>
/// <param name="FromMinute">After midnight of the day, below 1,440.</param>
/// <param name="ToMinute">After the same midnight, up to 2,880.</param>
/// <param name="Overrides">While it lasts, nobody else's plan for the post counts.</param>
public sealed record ShiftEntry(string Where, DateOnly Day, string Post, string Name, int FromMinute, int ToMinute, bool Overrides)
{
    internal DutyTime TimeOf(string employeeId, TimeZoneInfo zone) =>
        new(employeeId, DutyTime.At(Day, FromMinute, zone), DutyTime.At(Day, ToMinute, zone), Overrides);
}

/// <summary>What could be read of a roster, and line by line what could not.</summary>
internal sealed class RosterReading
{
    public List<ShiftEntry> Entries { get; } = [];

    public List<string> Refused { get; } = [];
}
