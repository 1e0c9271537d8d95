namespace CinemaCx.Connectors.WeChatPay;

/// <summary>
/// Serial numbers of certificates: .NET prints a leading zero byte where WeChat Pay's headers have none, and the case differs.
/// </summary>
internal static class SerialNumber
{
    private const int Longest = 40;

    public static bool IsPublicKeyId(string serial) => serial.StartsWith("PUB_KEY_ID_", StringComparison.Ordinal);

    /// <returns>The form to compare by, or null when the text is no serial number.</returns>
    public static string? Normalise(string serial)
    {
        var digits = serial.AsSpan().TrimStart('0');
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigit(digit))
                return null;
        return digits.Length is > 0 and <= Longest ? digits.ToString().ToUpperInvariant() : null;
    }
}
