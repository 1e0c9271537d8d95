namespace CinemaCx.Insights;

/// <summary>
/// The 95 % interval of a net score (NPS), adjusted Wald: three pseudo-answers, one promoter, one passive, one detractor, keep its coverage where few answered,
/// or nearly all alike; the plain interval then misses up to a third of the time. Two that are compared share the three.
/// </summary>
public static class NetInterval
{
    private const double Alone = 1;
    private const double Compared = 0.5;

    /// <returns>From −100 to 100 where nothing was counted.</returns>
    public static Interval Of(ScoreSums sums)
    {
        if (sums.Count == 0) return new Interval(0, -100, 100);
        var (centre, variance) = Adjusted(sums, Alone);
        var reach = Interval.Z95 * Math.Sqrt(variance);
        return new Interval(sums.Net, Math.Max(-100, centre - reach), Math.Min(100, centre + reach));
    }

    /// <summary>How much higher the one is than the other; they have no answer in common.</summary>
    public static Interval Difference(ScoreSums one, ScoreSums other)
    {
        if (one.Count == 0 || other.Count == 0) return new Interval(0, -200, 200);
        var (a, b) = (Adjusted(one, Compared), Adjusted(other, Compared));
        var reach = Interval.Z95 * Math.Sqrt(a.Variance + b.Variance);
        return new Interval(one.Net - other.Net, Math.Max(-200, a.Centre - b.Centre - reach), Math.Min(200, a.Centre - b.Centre + reach));
    }

    /// <summary>Variance of the net score itself, with the pseudo-answers.</summary>
    internal static double VarianceOf(ScoreSums sums) => Adjusted(sums, Alone).Variance;

    private static (double Centre, double Variance) Adjusted(ScoreSums sums, double each)
    {
        var count = sums.Count + 3 * each;
        var (high, low) = ((sums.High + each) / count, (sums.Low + each) / count);
        return (100 * (high - low), 10_000 * (high + low - (high - low) * (high - low)) / count);
    }
}
