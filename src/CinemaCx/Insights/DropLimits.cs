namespace CinemaCx.Insights;

/// <summary>What a cinema's ratings are measured against today.</summary>
public sealed class DropLimits
{
    /// <summary>In a house that has only just opened.</summary>
    private const double FewestAnswers = 2_000;

    private readonly Dictionary<string, (RatingNorms Norms, double Limit)> _measures = new(StringComparer.Ordinal);

    /// <param name="days">Over which the ratings were given.</param>
    /// <param name="falseAlarmDays">From one false alarm of the whole cinema to the next, on average.</param>
    /// <param name="learnFirst">A measure with fewer ratings is not watched yet.</param>
    public DropLimits(IReadOnlyDictionary<string, RatingNorms> norms, double days, double falseAlarmDays, int learnFirst)
    {
        // Every rating, of whatever hall and measure, may ring falsely with the same small probability; all of a cinema's together do so once in so many days.
        Answers = Math.Max(FewestAnswers, falseAlarmDays * norms.Values.Sum(n => n.Ratings) / Math.Max(1, days));
        foreach (var (measure, norm) in norms.Where(n => n.Value.Ratings >= learnFirst)) _measures[measure] = (norm, CusumLimit.For(norm.Shares, Answers));
    }

    /// <summary>Ratings from one false alarm to the next.</summary>
    public double Answers { get; }

    public bool IsWatched(string measure) => _measures.ContainsKey(measure);

    public (double Expected, double Limit) Of(string measure, string hallId, string filmId) =>
        _measures.TryGetValue(measure, out var m) ? (m.Norms.Expected(hallId, filmId), m.Limit) : throw new ArgumentException($"{measure} is not watched", nameof(measure));
}
