namespace CinemaCx.Campaigns;

/// <summary>A group of guests and what each of them spent, in three sums.</summary>
/// <param name="Sum">In fen.</param>
/// <param name="SumOfSquares">In fen squared.</param>
public sealed record GroupFigures(long Count, decimal Sum, decimal SumOfSquares)
{
    public double Mean => Count == 0 ? 0 : (double)(Sum / Count);

    /// <summary>Of the sample, by n − 1; 0 for fewer than two.</summary>
    public double Variance => Count < 2 ? 0 : Math.Max(0, (double)((SumOfSquares - Sum / Count * Sum) / (Count - 1)));

    public static GroupFigures Of(IEnumerable<decimal> spent) => spent.Aggregate(
        new GroupFigures(0, 0, 0), (all, one) => new GroupFigures(all.Count + 1, all.Sum + one, all.SumOfSquares + one * one));
}

/// <summary>How far apart the means of two groups are.</summary>
/// <param name="Low">Lower end of the 95 % confidence interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="DegreesOfFreedom">After Welch and Satterthwaite.</param>
public sealed record MeanDifference(double Difference, double Low, double High, double DegreesOfFreedom)
{
    public bool IsClear => Low > 0 || High < 0;
}

/// <summary>Welch's interval: two groups of different sizes and spreads.</summary>
public static class Welch
{
    private const double TwoSided95 = 0.975;

    /// <returns>Null where nothing can be said: fewer than two in a group, or no spread in either.</returns>
    public static MeanDifference? Compare(GroupFigures one, GroupFigures other)
    {
        if (one.Count < 2 || other.Count < 2) return null;
        var (a, b) = (one.Variance / one.Count, other.Variance / other.Count);
        if (a + b <= 0) return null;
        var freedom = (a + b) * (a + b) / (a * a / (one.Count - 1) + b * b / (other.Count - 1));
        var difference = one.Mean - other.Mean;
        var reach = StudentQuantile(TwoSided95, freedom) * Math.Sqrt(a + b);
        return new MeanDifference(difference, difference - reach, difference + reach, freedom);
    }

    /// <summary>Quantile of Student's distribution.</summary>
    /// <param name="probability">0.5 up to 1.</param>
    /// <param name="freedom">Degrees of freedom, 1 or more, not only whole ones.</param>
    public static double StudentQuantile(double probability, double freedom)
    {
        var (low, high) = (0.0, 1.0);
        while (StudentCumulative(high, freedom) < probability) high *= 2;
        for (var i = 0; i < 100 && high - low > 1e-12 * high; i++)
        {
            var middle = (low + high) / 2;
            if (StudentCumulative(middle, freedom) < probability) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>P(T ≤ t) for t of 0 or more.</summary>
    private static double StudentCumulative(double t, double freedom) => 1 - 0.5 * RegularisedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

    /// <summary>The regularised incomplete beta function, by Lentz's continued fraction on the side where it converges quickly.</summary>
    private static double RegularisedBeta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1) return x <= 0 ? 0 : 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - front * Fraction(1 - x, b, a) / b;
    }

    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        var c = 1.0;
        var d = NotZero(1 - (a + b) * x / (a + 1));
        d = 1 / d;
        var value = d;
        for (var m = 1; m <= 1000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            var step = d * c;
            value *= step;
            if (Math.Abs(step - 1) < 1e-15) break;
        }

        return value;

        static double NotZero(double number) => Math.Abs(number) < Tiny ? Tiny : number;
    }

    /// <summary>Stirling's series, after moving the argument to where it is exact to double precision.</summary>
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 12; x++) shift += Math.Log(x);
        var (inverse, square) = (1 / x, 1 / (x * x));
        var series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * 691.0 / 360360)))));
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - shift;
    }
}
