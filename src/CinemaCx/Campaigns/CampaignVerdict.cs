using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>Pure: from the figures of two groups to a sentence that claims no more than they show.</summary>
public static class CampaignVerdict
{
    /// <summary>What people spend is mostly nothing and sometimes much: of fewer, the mean says too little for an interval.</summary>
    public const int FewestGuests = 30;

    private const string NothingToSee = "还看不出差别";

    public static ArmComparison Compare(string name, GroupFigures told, GroupFigures held)
    {
        var people = string.Create(CultureInfo.InvariantCulture, $"活动组 {told.Count} 人，对照组 {held.Count} 人");
        if (held.Count == 0) return new ArmComparison(name, told.Count, 0, null, null, null, false, $"没有留对照组，无法比较（{people}）");
        var difference = Welch.Compare(told, held);
        if (difference is null || Math.Min(told.Count, held.Count) < FewestGuests)
        {
            var why = Math.Min(told.Count, held.Count) < FewestGuests ? "人数太少" : "两组消费都没有高低之分";
            return new ArmComparison(name, told.Count, held.Count, difference?.Difference, difference?.Low, difference?.High, false, $"{NothingToSee}：{why}（{people}）");
        }

        var more = difference.Difference >= 0 ? "多" : "少";
        var words = $"活动组人均比对照组{more}消费 {Yuan(Math.Abs(difference.Difference))}，95% 置信区间 {Yuan(difference.Low)} 至 {Yuan(difference.High)}（{people}）";
        var verdict = !difference.IsClear ? NothingToSee : difference.Low > 0 ? "活动有效" : "活动适得其反";
        return new ArmComparison(
            name, told.Count, held.Count, Math.Round(difference.Difference, 2), Math.Round(difference.Low, 2), Math.Round(difference.High, 2), difference.IsClear, $"{verdict}：{words}");
    }

    private static string Yuan(double fen) => new Fen((long)Math.Round(fen, MidpointRounding.AwayFromZero)).ToString();
}
