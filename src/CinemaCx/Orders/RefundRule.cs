using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>One step of the refund table.</summary>
/// <param name="MinutesBefore">Applies while at least so many minutes remain until the showtime begins.</param>
/// <param name="FeePercent">What the cinema keeps of the price paid, 0 to 100.</param>
public sealed record RefundStep(int MinutesBefore, int FeePercent);

/// <summary>
/// The cinema's rule for giving tickets back, shown before paying and stored with the order. Steps stand from the earliest to the latest; after the last
/// there is no refund. The default follows the trade's notice of 2018 and the Shenzhen standard of 2019.
/// </summary>
public sealed record RefundRule(IReadOnlyList<RefundStep> Steps)
{
    public static readonly RefundRule Default = new([new(24 * 60, 0), new(2 * 60, 10), new(60, 20), new(30, 30)]);

    /// <returns>The fee in percent at this moment, or null when it is too late.</returns>
    public int? FeePercentAt(DateTimeOffset now, DateTimeOffset startsAt)
    {
        foreach (var step in Steps)
        {
            if (startsAt - now >= TimeSpan.FromMinutes(step.MinutesBefore)) return step.FeePercent;
        }

        return null;
    }

    /// <summary>The table in words, one sentence per step.</summary>
    public IReadOnlyList<string> InWords()
    {
        var words = Steps.Select(step => step.FeePercent == 0
            ? $"开场前{Span(step.MinutesBefore)}以上:免费退票"
            : $"开场前{Span(step.MinutesBefore)}以上:收取票价的{step.FeePercent.ToString(CultureInfo.InvariantCulture)}%");
        return Steps.Count == 0 ? ["本场次售出后不退不换"] : [.. words, $"开场前{Span(Steps[^1].MinutesBefore)}以内:不可退票"];
    }

    private static string Span(int minutes) => minutes % 60 == 0
        ? (minutes / 60).ToString(CultureInfo.InvariantCulture) + "小时"
        : minutes.ToString(CultureInfo.InvariantCulture) + "分钟";

    /// <summary>Fee and money back for a seat of this price.</summary>
    public static (Fen Fee, Fen Back) Split(Fen paid, int feePercent)
    {
        var fee = paid.Percent(feePercent);
        return (fee, paid - fee);
    }
}
