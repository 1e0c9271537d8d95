namespace CinemaCx.Insights;

/// <summary>Scores of one kind in five sums: all that the figures of a day, a film or a hall are made of.</summary>
/// <param name="High">Of NPS the promoters (9, 10), of stars the fives.</param>
/// <param name="Low">Of NPS the detractors (0 to 6), of stars three and fewer.</param>
/// <param name="Total">Sum of the scores.</param>
/// <param name="Squares">Sum of their squares.</param>
public readonly record struct ScoreSums(long Count, long High, long Low, long Total, long Squares)
{
    /// <summary>Below this many, figures are grey and take no place in a ranking.</summary>
    public const int FewestToRank = 30;

    public static ScoreSums operator +(ScoreSums a, ScoreSums b) =>
        new(a.Count + b.Count, a.High + b.High, a.Low + b.Low, a.Total + b.Total, a.Squares + b.Squares);

    public static ScoreSums operator -(ScoreSums a, ScoreSums b) =>
        new(a.Count - b.Count, a.High - b.High, a.Low - b.Low, a.Total - b.Total, a.Squares - b.Squares);

    public static ScoreSums Of(Measure measure, long score) => new(1, measure.IsHigh(score) ? 1 : 0, measure.IsLow(score) ? 1 : 0, score, score * score);

    public bool CanBeRanked => Count >= FewestToRank;

    /// <summary>0 when nothing was counted.</summary>
    public double Mean => Count == 0 ? 0 : (double)Total / Count;

    /// <summary>−100 to 100: share of the high less share of the low; 0 when nothing was counted.</summary>
    public double Net => Count == 0 ? 0 : 100.0 * (High - Low) / Count;

    /// <summary>Of the sample, by n − 1; 0 for fewer than two.</summary>
    public double Variance => Count < 2 ? 0 : Math.Max(0, (Squares - (double)Total * Total / Count) / (Count - 1));
}

public static class ScoreSumsTogether
{
    public static ScoreSums Together(this IEnumerable<ScoreSums> sums) => sums.Aggregate(default(ScoreSums), (all, one) => all + one);
}
