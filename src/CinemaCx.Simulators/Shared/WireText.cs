using System.Globalization;
using System.Security.Cryptography;

namespace CinemaCx.Simulators.Shared;

/// <summary>Times and made-up ids in the shapes the platforms use.</summary>
internal static class WireText
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The platforms live in Beijing time, which has no summer time.</summary>
    public static TimeSpan Beijing { get; } = TimeSpan.FromHours(8);

    /// <summary>RFC 3339 to the second with +08:00.</summary>
    public static string Rfc3339(DateTimeOffset at) =>
        at.ToOffset(Beijing).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static string Stamp(DateTimeOffset at) =>
        at.ToOffset(Beijing).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    public static string RandomDigits(int length) => RandomNumberGenerator.GetString(Digits, length);

    public static string RandomText(int length) => RandomNumberGenerator.GetString(Letters, length);

    public static string RandomHex(int length) => RandomNumberGenerator.GetHexString(length, lowercase: true);
}
