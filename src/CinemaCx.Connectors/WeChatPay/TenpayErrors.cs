namespace CinemaCx.Connectors.WeChatPay;

/// <summary>Error codes come in two spellings, <c>ORDER_NOT_EXIST</c> and <c>ORDERNOTEXIST</c>; both mean the same.</summary>
public static class TenpayErrors
{
    /// <param name="code">As received.</param>
    /// <param name="codes">As the present pages write them.</param>
    public static bool IsOneOf(string? code, params ReadOnlySpan<string> codes)
    {
        if (string.IsNullOrEmpty(code))
            return false;
        var bare = Bare(code);
        foreach (var candidate in codes)
            if (string.Equals(bare, Bare(candidate), StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static string Bare(string code) => code.Replace("_", "", StringComparison.Ordinal);
}
