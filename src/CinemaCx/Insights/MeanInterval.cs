using CinemaCx.Campaigns;

namespace CinemaCx.Insights;

/// <summary>A mean of stars with Student's 95 % interval.</summary>
public static class MeanInterval
{
    /// <returns>From 1 to 5 where fewer than two answered.</returns>
    public static Interval Of(ScoreSums sums)
    {
        if (sums.Count < 2) return new Interval(sums.Mean, 1, 5);
        var reach = Welch.StudentQuantile(0.975, sums.Count - 1) * Math.Sqrt(sums.Variance / sums.Count);
        return new Interval(sums.Mean, Math.Max(1, sums.Mean - reach), Math.Min(5, sums.Mean + reach));
    }
}
