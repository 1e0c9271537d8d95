namespace CinemaCx.Simulators.WeChatPay;

/// <summary>The five values of the request's <c>Authorization</c> header, in any order.</summary>
internal sealed record Authorization(string MerchantId, string Nonce, string Signature, long Timestamp, string Serial)
{
    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    /// <summary>Null when the scheme is another or a value is missing.</summary>
    public static Authorization? Parse(string header)
    {
        if (!header.StartsWith(Scheme + " ", StringComparison.Ordinal)) return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in header[(Scheme.Length + 1)..].Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || part.Length < equals + 3 || part[equals + 1] != '"' || part[^1] != '"') return null;
            values[part[..equals]] = part[(equals + 2)..^1];
        }

        return values.TryGetValue("mchid", out var merchant) && values.TryGetValue("nonce_str", out var nonce)
            && values.TryGetValue("signature", out var signature) && values.TryGetValue("serial_no", out var serial)
            && values.TryGetValue("timestamp", out var stamp)
            && long.TryParse(stamp, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? new Authorization(merchant, nonce, signature, seconds, serial)
            : null;
    }
}
