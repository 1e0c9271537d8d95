using CinemaCx.Insights;

namespace CinemaCx.Tests.Insights;

/// <summary>Guests whose answers follow known shares.</summary>
internal static class Draws
{
    /// <summary>Stars as cinemas get them: 4.29 on average, one in twenty gives one or two.</summary>
    public static readonly double[] Usual = [0.02, 0.03, 0.10, 0.34, 0.51];

    /// <summary>Promoters and detractors, from what small halls see to what most do.</summary>
    public static readonly (double High, double Low)[] Mixes = [(0.5, 0.2), (0.6, 0.1), (0.4, 0.3), (0.9, 0.02), (0.8, 0.05), (0.33, 0.33), (0.2, 0.5), (0.7, 0.15), (0.45, 0.05)];

    public static ScoreSums Net(Random random, int count, double high, double low)
    {
        long highs = 0, lows = 0;
        for (var i = 0; i < count; i++)
        {
            var drawn = random.NextDouble();
            if (drawn < high) highs++;
            else if (drawn < high + low) lows++;
        }

        return new ScoreSums(count, highs, lows, 0, 0);
    }

    /// <param name="worse">By how many stars, on average: each answer loses one with so much probability as can be lost.</param>
    public static int Stars(Random random, double worse = 0)
    {
        var drawn = random.NextDouble();
        var stars = 1;
        for (var sum = Usual[0]; stars < 5 && drawn >= sum; stars++) sum += Usual[stars];
        for (; worse > 0; worse--)
            if (stars > 1 && random.NextDouble() < Math.Min(1, worse)) stars--;
        return stars;
    }
}
