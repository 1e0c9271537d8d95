namespace CinemaCx.Insights;

/// <summary>A share of something, in percent, with Wilson's 95 % interval, which holds where the plain one does not: few cases, shares near nothing or all.</summary>
public static class ShareInterval
{
    /// <param name="hits">0 to <paramref name="of"/>.</param>
    /// <returns>From 0 to 100 where there is nothing to share.</returns>
    public static Interval Of(long hits, long of)
    {
        if (of == 0) return new Interval(0, 0, 100);
        var (n, p, z2) = ((double)of, (double)hits / of, Interval.Z95 * Interval.Z95);
        var centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        var reach = Interval.Z95 / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new Interval(100 * p, 100 * Math.Max(0, centre - reach), 100 * Math.Min(1, centre + reach));
    }
}
