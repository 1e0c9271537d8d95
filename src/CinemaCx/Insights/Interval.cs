namespace CinemaCx.Insights;

/// <summary>A figure and the 95 % interval around it.</summary>
/// <param name="Estimate">As counted; the interval need not have it in its middle.</param>
public readonly record struct Interval(double Estimate, double Low, double High)
{
    /// <summary>Quantile of the normal distribution for a two-sided interval of 95 %.</summary>
    internal const double Z95 = 1.959963984540054;

    /// <summary>Half of its width.</summary>
    public double Margin => (High - Low) / 2;

    /// <summary>Of a difference: better or worse may be said.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
