namespace CinemaCx.Insights;

/// <summary>A change between two stretches, as counted and with the mix of what was played held still.</summary>
/// <param name="Shared">Share of the answers that lie in cells both stretches have; below half nothing is said.</param>
/// <param name="IsMixEffect">The two point in opposite directions: 结构效应.</param>
public sealed record MixChange(double Raw, double? Adjusted, double Shared, bool IsMixEffect);

/// <summary>
/// Direct standardisation: each stretch is weighed by one and the same mix of cells (film × part of the day), so that what changed is what guests said, not
/// what was played when.
/// </summary>
public static class MixAdjusted
{
    private const double LeastShared = 0.5;

    /// <summary>Less than this many points apart is no direction.</summary>
    private const double Level = 0.05;

    /// <summary>The net score a stretch would have with the standard mix.</summary>
    /// <param name="standard">Answers of each cell, over a long stretch.</param>
    /// <returns>Null where less than half of the mix was seen.</returns>
    public static double? Net<TCell>(IReadOnlyDictionary<TCell, ScoreSums> stretch, IReadOnlyDictionary<TCell, ScoreSums> standard)
        where TCell : notnull
    {
        var (sum, weight, all) = (0.0, 0.0, 0.0);
        foreach (var (cell, usual) in standard)
        {
            all += usual.Count;
            if (!stretch.TryGetValue(cell, out var seen) || seen.Count == 0) continue;
            sum += usual.Count * seen.Net;
            weight += usual.Count;
        }

        return weight < LeastShared * all || weight == 0 ? null : sum / weight;
    }

    public static MixChange Change<TCell>(IReadOnlyDictionary<TCell, ScoreSums> before, IReadOnlyDictionary<TCell, ScoreSums> after)
        where TCell : notnull
    {
        var raw = after.Values.Together().Net - before.Values.Together().Net;
        var shared = before.Where(b => b.Value.Count > 0 && after.TryGetValue(b.Key, out var a) && a.Count > 0).ToDictionary(b => b.Key, b => b.Value + after[b.Key]);
        var all = before.Values.Together().Count + after.Values.Together().Count;
        var share = all == 0 ? 0 : (double)shared.Values.Together().Count / all;
        if (share < LeastShared) return new MixChange(raw, null, share, false);
        var adjusted = Net(after, shared)!.Value - Net(before, shared)!.Value;
        return new MixChange(raw, adjusted, share, Math.Abs(raw) > Level && Math.Abs(adjusted) > Level && Math.Sign(raw) != Math.Sign(adjusted));
    }
}
