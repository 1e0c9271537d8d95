namespace CinemaCx.Coupons;

/// <summary>What a guest shows at the counter: twelve characters to read out, or a QR code that says them with a mark of what they are.</summary>
public static class CounterCodes
{
    private const string Mark = "CXCOUPON:";

    public static string Qr(string code) => Mark + code;

    /// <summary>As stored, of what was scanned or typed.</summary>
    /// <returns>Null when it can be no code.</returns>
    public static string? Read(string shown)
    {
        var text = shown.Trim();
        return ClaimCodes.Read(text.StartsWith(Mark, StringComparison.OrdinalIgnoreCase) ? text[Mark.Length..] : text);
    }
}
