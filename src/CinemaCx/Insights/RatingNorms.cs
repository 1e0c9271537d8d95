namespace CinemaCx.Insights;

/// <summary>Ratings of one hall and film.</summary>
public sealed record NormCell(string HallId, string FilmId, ScoreSums Sums);

/// <summary>
/// What one measure of a cinema is usually like. A rating is expected to be what hall and film together are used to: the two are fitted side by side, and
/// drawn towards none where few have rated, so that a bad film does not ring the bell of every hall that plays it.
/// </summary>
public sealed class RatingNorms
{
    private const double Prior = 20;
    private const int Rounds = 5;

    /// <summary>Before anybody has rated: stars as cinemas get them, worth so many ratings.</summary>
    private const double PriorRatings = 40;
    private static readonly double[] UsualShares = [0.02, 0.03, 0.10, 0.35, 0.50];

    private readonly Dictionary<string, double> _halls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _films = new(StringComparer.Ordinal);

    public RatingNorms(IReadOnlyList<NormCell> cells)
    {
        var all = cells.Select(c => c.Sums).Together();
        Ratings = all.Count;
        Shares = SharesOf(all);
        Mean = Shares.Select((share, i) => share * (i + 1)).Sum();
        for (var round = 0; round < Rounds; round++)
        {
            Fit(cells, _films, c => c.FilmId, c => _halls.GetValueOrDefault(c.HallId));
            Fit(cells, _halls, c => c.HallId, c => _films.GetValueOrDefault(c.FilmId));
        }
    }

    public long Ratings { get; }
    public double Mean { get; }

    /// <summary>Of one to five stars.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>1 to 5.</summary>
    public double Expected(string hallId, string filmId) => Math.Clamp(Mean + _halls.GetValueOrDefault(hallId) + _films.GetValueOrDefault(filmId), 1, 5);

    private void Fit(IReadOnlyList<NormCell> cells, Dictionary<string, double> effects, Func<NormCell, string> key, Func<NormCell, double> other)
    {
        foreach (var group in cells.GroupBy(key, StringComparer.Ordinal))
            effects[group.Key] = group.Sum(c => c.Sums.Total - c.Sums.Count * (Mean + other(c))) / (group.Sum(c => c.Sums.Count) + Prior);
    }

    /// <summary>How many gave each number of stars follows from the five sums exactly.</summary>
    private static double[] SharesOf(ScoreSums all)
    {
        long five = all.High, four = all.Count - all.High - all.Low, low = all.Low;
        var first = all.Total - 4 * four - 5 * five - low;
        var second = all.Squares - 16 * four - 25 * five - low;
        // Of one, two and three: low of them in all, first = twos + 2 threes, second = 3 twos + 8 threes.
        var threes = (second - 3 * first) / 2;
        var twos = first - 2 * threes;
        long[] stars = [low - twos - threes, twos, threes, four, five];
        return [.. stars.Zip(UsualShares, (count, usual) => (count + PriorRatings * usual) / (all.Count + PriorRatings))];
    }
}
