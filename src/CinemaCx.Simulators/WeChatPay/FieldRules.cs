using System.Globalization;
using System.Text;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Rules for single values; each gives the complaint, or null when the value is fine.</summary>
internal static class FieldRules
{
    public static string? Text(string? value, int maxBytes, bool required)
    {
        if (string.IsNullOrEmpty(value)) return required ? "不能为空" : null;
        return Encoding.UTF8.GetByteCount(value) > maxBytes ? $"长度超过 {maxBytes} 字节" : null;
    }

    /// <summary>Merchant numbers: digits, letters and the few signs of <paramref name="signs"/>.</summary>
    public static string? Number(string? value, int min, int max, string signs)
    {
        if (string.IsNullOrEmpty(value)) return "不能为空";
        if (value.Length < min || value.Length > max) return $"长度应为 {min} 到 {max} 个字符";
        return value.All(c => char.IsAsciiLetterOrDigit(c) || signs.Contains(c, StringComparison.Ordinal)) ? null : "含有不允许的字符";
    }

    /// <summary>Only https without a query; plain http to this very machine is let through so that tests need no certificate.</summary>
    public static string? NotifyUrl(string? value, int maxBytes, bool required)
    {
        if (Text(value, maxBytes, required) is { } complaint) return complaint;
        if (string.IsNullOrEmpty(value)) return null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url)) return "不是有效的 URL";
        if (value.Contains('?', StringComparison.Ordinal) || value.Contains('#', StringComparison.Ordinal)) return "不能携带参数";
        return url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) ? null : "必须以 https 开头";
    }

    /// <summary>RFC 3339 with an offset, such as 2026-06-08T10:34:56+08:00.</summary>
    public static bool TryTime(string value, out DateTimeOffset time)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];
        return DateTimeOffset.TryParseExact(value, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
