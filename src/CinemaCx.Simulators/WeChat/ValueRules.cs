using System.Text;
using System.Text.RegularExpressions;

namespace CinemaCx.Simulators.WeChat;

/// <summary>订阅消息参数值内容限制说明: what a value may be by the prefix of its key. As strict as the page is written, no stricter.</summary>
internal static partial class ValueRules
{
    private static readonly Dictionary<string, Func<string, bool>> Rules = new(StringComparer.Ordinal)
    {
        ["thing"] = v => Length(v) <= 20,
        ["number"] = v => Decimal().IsMatch(v) && v.Count(char.IsAsciiDigit) <= 32,
        ["letter"] = v => v.Length <= 32 && v.All(char.IsAsciiLetter),
        ["symbol"] = v => Length(v) <= 5 && !v.EnumerateRunes().Any(Rune.IsLetterOrDigit),
        ["character_string"] = v => v.Length <= 32 && v.All(char.IsAscii),
        ["time"] = v => Time().IsMatch(v),
        ["date"] = v => Date().IsMatch(v),
        ["amount"] = v => Money().IsMatch(v) && v.Count(char.IsAsciiDigit) <= 10,
        ["phone_number"] = v => v.Length <= 17 && v.All(char.IsAscii) && !v.Any(char.IsAsciiLetter),
        ["car_number"] = v => Length(v) <= 8 && v.Length >= 2 && v[1..^1].All(char.IsAsciiLetterOrDigit) && Plate(v[0]) && Plate(v[^1]),
        ["name"] = v => v.EnumerateRunes().Any(IsChinese) ? Length(v) <= 10 : Length(v) <= 20 && !v.Any(char.IsDigit),
        ["phrase"] = v => Length(v) <= 5 && v.EnumerateRunes().All(IsChinese),
    };

    /// <returns>Null when the value fits; else the end of the platform's sentence about it.</returns>
    public static string? Fault(string key, string? value)
    {
        if (string.IsNullOrEmpty(value)) return "is empty";
        return Rules.TryGetValue(key.TrimEnd("0123456789".ToCharArray()), out var rule) && !rule(value) ? "invalid" : null;
    }

    private static int Length(string value) => value.EnumerateRunes().Count();

    private static bool Plate(char c) => char.IsAsciiLetterOrDigit(c) || IsChinese(new Rune(c));

    private static bool IsChinese(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x3FFFF) or 0x3007;

    [GeneratedRegex(@"^\d+(\.\d+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.ECMAScript, 1000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^((\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}) ?)?([01]?\d|2[0-3]):[0-5]\d\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"^(\d{4}年(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])日|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))( ?([01]?\d|2[0-3]):[0-5]\d)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Date();

    [GeneratedRegex(@"^[¥￥$€£]?\d+(\.\d+)?元?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Money();
}
