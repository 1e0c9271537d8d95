using CinemaCx.Platform.Primitives;

namespace CinemaCx.Feedback;

/// <summary>From which show somebody comes who stands at a hall's exit.</summary>
internal static class ShowInference
{
    /// <summary>Who leaves a show that has only just begun is more likely a straggler of the one before.</summary>
    private static readonly TimeSpan JustBegun = TimeSpan.FromMinutes(20);

    /// <returns>The show that runs or ended not long ago; null when there is none.</returns>
    public static HallShow? Infer(IReadOnlyList<HallShow> shows, DateTimeOffset now, TimeSpan linger)
    {
        var running = shows.LastOrDefault(s => s.StartsAt <= now && now < s.EndsAt);
        var ended = shows.Where(s => s.EndsAt <= now && now <= s.EndsAt + linger).MaxBy(s => s.EndsAt);
        return running is not null && (ended is null || now >= running.StartsAt + JustBegun) ? running : ended;
    }

    /// <summary>Names the part of a business day, where no show does: a second visit in the evening is another occasion.</summary>
    public static string PartOfDay(DateTimeOffset now, TimeZoneInfo zone)
    {
        var day = BusinessDay.Of(now, zone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var part = TimeZoneInfo.ConvertTime(now, zone).Hour switch { >= 6 and < 12 => "morning", >= 12 and < 18 => "afternoon", _ => "evening" };
        return $"{day}-{part}";
    }
}
