namespace CinemaCx.Insights;

/// <summary>
/// The alarm's arithmetic: what each answer falls short of what was expected of it is added up, less an allowance; the sum never goes below zero. Where it
/// passes its limit, answers have become worse by more than chance brings.
/// </summary>
public static class Cusum
{
    /// <summary>In stars: half of the drop that is to be found soonest, half a star.</summary>
    public const double Allowance = 0.25;

    public static double Step(double sum, double expected, double stars) => Math.Max(0, sum + expected - stars - Allowance);
}
