using System.Globalization;
using System.Text.RegularExpressions;

namespace CinemaCx.Messages;

/// <summary>
/// What a value may be, by the prefix of its key at the platform (page "小程序订阅消息", 订阅消息参数值内容限制说明). Characters are Unicode code points. Where the
/// page leaves something open, the narrower reading is taken: what passes here passes there.
/// </summary>
public static partial class FieldRules
{
    /// <summary>The prefixes there are.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "thing", "number", "letter", "symbol", "character_string", "time", "date", "amount", "phone_number", "car_number", "name", "phrase",
    ];

    /// <summary><c>thing12</c> is a <c>thing</c>.</summary>
    public static string KindOf(string key) => key.TrimEnd("0123456789".ToCharArray());

    /// <returns>Null when it fits; else what is wrong with it, in Chinese.</returns>
    public static string? Fault(string kind, string value)
    {
        if (string.IsNullOrWhiteSpace(value)) return "不能为空";
        if (value.Any(char.IsControl)) return "不能换行";
        var length = value.EnumerateRunes().Count();
        return kind switch
        {
            "thing" => length <= 20 ? null : "最多20个字",
            "number" => Number().IsMatch(value) && value.Count(char.IsAsciiDigit) <= 32 ? null : "须为32位以内数字，可带小数",
            "letter" => length <= 32 && value.All(char.IsAsciiLetter) ? null : "须为32位以内字母",
            "symbol" => length <= 5 && value.EnumerateRunes().All(IsSymbol) ? null : "须为5位以内符号",
            "character_string" => length <= 32 && value.All(c => c is > ' ' and <= '~') ? null : "须为32位以内数字、字母或符号",
            "time" => IsInstant(value, Clock().Match(value)) ? null : "须为24小时制时间，可带年月日",
            "date" => IsInstant(value, Day().Match(value)) ? null : "须为年月日，可带24小时制时间",
            "amount" => Amount().IsMatch(value) && value.Count(char.IsAsciiDigit) <= 10 ? null : "须为1个币种符号加10位以内数字",
            "phone_number" => PhoneNumber().IsMatch(value) ? null : "须为17位以内数字、符号",
            "car_number" => CarNumber().IsMatch(value) ? null : "须为8位以内车牌号",
            "name" => IsName(value, length) ? null : "须为10个以内汉字或20个以内字母、符号",
            "phrase" => length <= 5 && value.EnumerateRunes().All(IsHan) ? null : "须为5个以内汉字",
            _ => "没有这种内容类型",
        };
    }

    /// <summary>Shortens words so that they fit where only their length can be at fault; what else is wrong stays wrong.</summary>
    public static string Fit(string kind, string value)
    {
        var most = kind switch { "thing" => 20, "name" => 10, "phrase" => 5, _ => int.MaxValue };
        var flat = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (flat.EnumerateRunes().Count() <= most) return flat;
        var (short_, used) = ("", 0);
        // A character is not torn from what belongs to it.
        for (var elements = StringInfo.GetTextElementEnumerator(flat); elements.MoveNext();)
        {
            var element = elements.GetTextElement();
            if ((used += element.EnumerateRunes().Count()) > most - (kind == "thing" ? 1 : 0)) break;
            short_ += element;
        }

        return kind == "thing" ? short_ + "…" : short_;
    }

    private static bool IsInstant(string value, Match match)
    {
        if (!match.Success) return false;
        var (year, month, day) = (Part(match, "year"), Part(match, "month"), Part(match, "day"));
        var isDay = year is null || (month is >= 1 and <= 12 && day is >= 1 && day <= DateTime.DaysInMonth(year.Value, month.Value));
        return isDay && value.Length > 0 && Part(match, "hour") is null or < 24 && Part(match, "minute") is null or < 60;
    }

    private static int? Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private static bool IsName(string value, int length) => value.EnumerateRunes().Any(IsHan)
        ? length <= 10 && value.EnumerateRunes().All(r => IsHan(r) || IsSymbol(r) || (r.IsAscii && char.IsAsciiLetter((char)r.Value)))
        : length <= 20 && value.EnumerateRunes().All(r => IsSymbol(r) || r.Value == ' ' || (r.IsAscii && char.IsAsciiLetter((char)r.Value)));

    private static bool IsSymbol(System.Text.Rune rune) => System.Text.Rune.IsPunctuation(rune) || System.Text.Rune.IsSymbol(rune);

    private static bool IsHan(System.Text.Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x323AF) or 0x3007;

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^((?<year>[1-9][0-9]{3})(年(?<month>[0-9]{1,2})月(?<day>[0-9]{1,2})日|-(?<month>[0-9]{2})-(?<day>[0-9]{2})) )?(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(?<year>[1-9][0-9]{3})(年(?<month>[0-9]{1,2})月(?<day>[0-9]{1,2})日|-(?<month>[0-9]{2})-(?<day>[0-9]{2}))( (?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Day();

    [GeneratedRegex(@"^[¥￥$€£]?[0-9]+(\.[0-9]+)?元?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^[0-9+\-*#()]{1,17}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"^[\u4E00-\u9FFFA-Za-z0-9][A-Za-z0-9]{0,6}[\u4E00-\u9FFFA-Za-z0-9]?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CarNumber();
}
