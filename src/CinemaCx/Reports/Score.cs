namespace CinemaCx.Reports;

/// <summary>
/// Net promoter score with its 95 % interval. The interval is the adjusted one with three pseudo-answers (¾ for, 1½ neither, ¾ against), which keeps its
/// coverage where few have answered.
/// </summary>
/// <param name="Answers">How many answered the question.</param>
/// <param name="Promoters">Those who gave 9 or 10.</param>
/// <param name="Detractors">Those who gave 6 or less.</param>
public sealed record Score(long Answers, long Promoters, long Detractors)
{
    /// <summary>Under so many answers it is shown, but neither ranked nor compared.</summary>
    public const int Enough = 30;
    private const double PseudoSide = 0.75;
    private const double Pseudo = 3;
    private const double Z = 1.959964;

    public bool IsFirm => Answers >= Enough;

    /// <summary>-100 to 100; null when nobody answered.</summary>
    public double? Value => Answers == 0 ? null : 100d * (Promoters - Detractors) / Answers;

    public double Low => Math.Max(-100, Centre - Half);

    public double High => Math.Min(100, Centre + Half);

    private double For => (Promoters + PseudoSide) / (Answers + Pseudo);

    private double Against => (Detractors + PseudoSide) / (Answers + Pseudo);

    private double Centre => 100 * (For - Against);

    /// <summary>Of the mean, in points squared.</summary>
    private double Variance => 10_000 * (For + Against - (For - Against) * (For - Against)) / (Answers + Pseudo);

    private double Half => Z * Math.Sqrt(Variance);

    public static Score operator +(Score a, Score b) => new(a.Answers + b.Answers, a.Promoters + b.Promoters, a.Detractors + b.Detractors);

    /// <returns>1 better, -1 worse; 0 while either has too few answers or the interval of the difference holds 0.</returns>
    public int Against95(Score before)
    {
        if (!IsFirm || !before.IsFirm) return 0;
        var difference = Centre - before.Centre;
        return Math.Abs(difference) > Z * Math.Sqrt(Variance + before.Variance) ? Math.Sign(difference) : 0;
    }
}
