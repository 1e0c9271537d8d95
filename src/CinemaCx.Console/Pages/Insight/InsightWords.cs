using System.Globalization;
using CinemaCx.Console.Parts;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>How figures are said.</summary>
internal static class InsightWords
{
    public static string Net(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, MidpointRounding.AwayFromZero):0}");

    public static string Signed(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, MidpointRounding.AwayFromZero):+0;−0;±0}");

    public static string Stars(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#}%");

    /// <summary>95% 区间 41 至 51.</summary>
    public static string Range(Interval interval, Func<double, string> say) => $"95% 区间 {say(interval.Low)} 至 {say(interval.High)}";

    /// <summary>Money as the eye takes it in: 12.3万.</summary>
    public static string Money(Platform.Primitives.Fen amount) => amount.Value >= 1_000_000_00
        ? string.Create(CultureInfo.InvariantCulture, $"¥{amount.Value / 1_000_000m:#,0.#}万")
        : Words.Yuan(new(amount.Value / 100 * 100));

    public static string Minutes(long? minutes) => minutes is { } m ? Words.Span(TimeSpan.FromMinutes(m)) : "—";

    public static (string Text, Tone Tone)? Of(ScoreVerdict verdict) => verdict switch
    {
        ScoreVerdict.Better => ("高于其他", Tone.Good),
        ScoreVerdict.Worse => ("低于其他", Tone.Bad),
        _ => null,
    };

    public static string Of(CaseSlice slice) => slice switch
    {
        CaseSlice.InTime => "时限内关闭",
        CaseSlice.Late => "超过时限",
        CaseSlice.Reopened => "重新打开",
        CaseSlice.Known => "已关闭且知道观众",
        CaseSlice.Recovered => "观众再次购票",
        CaseSlice.Acknowledged => "已受理",
        CaseSlice.Closed => "已关闭",
        _ => "全部",
    };
}
