namespace CinemaCx.Insights;

/// <summary>
/// The limit a sum must pass, so that with answers as usual it does so once in so many answers. The sum is taken for a Markov chain on a fine grid (Brook and
/// Evans 1972), whose steps follow the cinema's own stars: they are few and lopsided, and limits made for the bell curve would ring several times too often.
/// </summary>
public static class CusumLimit
{
    private const int PerStar = 20;
    private const int HighestLimit = 40;

    /// <param name="shares">Of one to five stars; they sum up to 1.</param>
    /// <param name="answers">How many answers from one false alarm to the next, on average.</param>
    /// <returns>In stars, a multiple of a twentieth.</returns>
    public static double For(IReadOnlyList<double> shares, double answers)
    {
        var (low, high) = (1, HighestLimit * PerStar);
        while (low < high)
        {
            var middle = (low + high) / 2;
            // A limit reached far too late need not be known better.
            if (RunLength(shares, middle) >= answers) high = middle;
            else low = middle + 1;
        }

        return (double)high / PerStar;
    }

    /// <summary>Answers until the sum passes the limit, on average, starting from zero.</summary>
    /// <param name="drop">By how many stars each answer is worse than usual.</param>
    public static double RunLength(IReadOnlyList<double> shares, double limit, double drop = 0) => RunLength(shares, (int)Math.Round(limit * PerStar), (int)Math.Round(drop * PerStar));

    private static double RunLength(IReadOnlyList<double> shares, int limit, int drop = 0)
    {
        var mean = shares.Select((share, i) => share * (i + 1)).Sum();
        var steps = new (double Share, int Up)[shares.Count];
        for (var i = 0; i < steps.Length; i++) steps[i] = (shares[i], (int)Math.Round((mean - (i + 1) - Cusum.Allowance) * PerStar) + drop);
        // One equation for each place the sum can be at: its run length is 1 and that of wherever the next answer takes it.
        var size = limit + 1;
        var below = Math.Max(1, -steps.Min(s => s.Up));
        var above = Math.Max(1, steps.Max(s => s.Up));
        var rows = new double[size][];
        var right = new double[size];
        for (var at = 0; at < size; at++)
        {
            var row = rows[at] = new double[size];
            row[at] += 1;
            right[at] = 1;
            foreach (var (share, up) in steps)
            {
                var next = Math.Max(0, at + up);
                if (next < size) row[next] -= share;
            }
        }

        return Solve(rows, right, below, above);
    }

    /// <summary>Elimination from the far end, so that what is left in the end is the run length from zero; rows reach only so far below and above themselves.</summary>
    private static double Solve(double[][] rows, double[] right, int below, int above)
    {
        for (var pivot = rows.Length - 1; pivot > 0; pivot--)
        {
            var (from, pivotRow) = (Math.Max(0, pivot - above), rows[pivot]);
            var first = Math.Max(0, pivot - below);
            for (var r = from; r < pivot; r++)
            {
                var factor = rows[r][pivot] / pivotRow[pivot];
                if (factor == 0) continue;
                for (var c = first; c <= pivot; c++) rows[r][c] -= factor * pivotRow[c];
                right[r] -= factor * right[pivot];
            }
        }

        return right[0] / rows[0][0];
    }
}
