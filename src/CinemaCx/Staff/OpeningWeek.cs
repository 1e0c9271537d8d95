namespace CinemaCx.Staff;

/// <param name="Opens">Minutes after midnight of the day.</param>
/// <param name="Closes">Minutes after the same midnight, up to 2,880: a late show ends in the next day.</param>
public sealed record OpeningSpan(long Opens, long Closes);

/// <summary>When a cinema is open, by its wall clock, on each day of the week.</summary>
public sealed class OpeningWeek
{
    private readonly OpeningSpan?[] _days;

    private OpeningWeek(OpeningSpan?[] days) => _days = days;

    public static OpeningWeek EveryDay(OpeningSpan span) => new([.. Enumerable.Repeat(span, 7)]);

    /// <param name="on">Null: closed that day.</param>
    public static OpeningWeek Of(Func<DayOfWeek, OpeningSpan?> on) => new([.. Enumerable.Range(0, 7).Select(day => on((DayOfWeek)day))]);

    /// <returns>Null: closed that day.</returns>
    public OpeningSpan? On(DayOfWeek day) => _days[(int)day];

    /// <returns>Null: closed that day.</returns>
    public OpeningSpan? On(DateOnly day) => On(day.DayOfWeek);
}
