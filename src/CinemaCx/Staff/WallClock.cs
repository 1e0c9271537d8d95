using System.Globalization;

namespace CinemaCx.Staff;

/// <summary>Times as people write them: 9:00, 17：30, 26:00 for two in the next morning.</summary>
internal static class WallClock
{
    /// <returns>Minutes after midnight, up to 2,880; null when it is no time.</returns>
    public static int? Minute(string text)
    {
        var parts = text.Replace('：', ':').Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && hour is >= 0 and <= 48 && minute is >= 0 and < 60
            && (hour * 60) + minute is var total && total <= 2 * 24 * 60
            ? total
            : null;
    }
}
