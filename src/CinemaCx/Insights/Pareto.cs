namespace CinemaCx.Insights;

/// <param name="Percent">Of all.</param>
/// <param name="Cumulative">Percent of this and all before it.</param>
/// <param name="IsVital">One of the few that make up four fifths.</param>
public sealed record ParetoLine(string Code, string Name, long Count, double Percent, double Cumulative, bool IsVital);

/// <summary>The most frequent first, and how much of the whole each adds.</summary>
public static class Pareto
{
    private const double VitalShare = 80;

    public static IReadOnlyList<ParetoLine> Of(IEnumerable<(string Code, string Name, long Count)> counts)
    {
        var sorted = counts.Where(c => c.Count > 0).OrderByDescending(c => c.Count).ThenBy(c => c.Code, StringComparer.Ordinal).ToList();
        var all = sorted.Sum(c => c.Count);
        var lines = new List<ParetoLine>();
        long sum = 0;
        foreach (var (code, name, count) in sorted)
        {
            var before = 100.0 * sum / all;
            sum += count;
            lines.Add(new ParetoLine(code, name, count, 100.0 * count / all, 100.0 * sum / all, before < VitalShare));
        }

        return lines;
    }
}
