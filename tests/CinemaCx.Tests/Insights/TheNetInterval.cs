using CinemaCx.Insights;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>The interval of an NPS holds the truth as often as it claims, however few answered and however much alike.</summary>
public sealed class TheNetInterval
{
    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    public void Of_few_answers_it_holds_the_truth_in_93_to_97_of_a_hundred(int count)
    {
        foreach (var (high, low) in Draws.Mixes) Assert.InRange(Coverage(count, high, low, NetInterval.Of), 0.93, 0.97);
    }

    /// <summary>The same count finds out the interval without pseudo-answers.</summary>
    [Fact]
    public void The_plain_interval_is_found_out() => Assert.True(Coverage(10, 0.9, 0.02, Plain) < 0.8, $"{Coverage(10, 0.9, 0.02, Plain)}");

    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    [InlineData(2_000)]
    public void Of_many_answers_it_does_so_too(int count)
    {
        var random = new Random(count);
        foreach (var (high, low) in Draws.Mixes)
        {
            var hits = 0;
            const int Rounds = 3_000;
            for (var i = 0; i < Rounds; i++) if (Holds(NetInterval.Of(Draws.Net(random, count, high, low)), 100 * (high - low))) hits++;
            Assert.InRange(hits / (double)Rounds, 0.93, 0.97);
        }
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(40, 400)]
    [InlineData(200, 200)]
    public void The_interval_of_a_difference_does_so_too(int one, int other)
    {
        var random = new Random(one + other);
        foreach (var (a, b) in new[] { (0, 1), (3, 4), (2, 6), (7, 0), (3, 6) })
        {
            var (mine, theirs) = (Draws.Mixes[a], Draws.Mixes[b]);
            var truth = 100 * (mine.High - mine.Low - theirs.High + theirs.Low);
            var hits = 0;
            const int Rounds = 4_000;
            for (var i = 0; i < Rounds; i++)
                if (Holds(NetInterval.Difference(Draws.Net(random, one, mine.High, mine.Low), Draws.Net(random, other, theirs.High, theirs.Low)), truth)) hits++;
            // Of small halls that nearly everybody promotes it says less than it might, never more.
            Assert.InRange(hits / (double)Rounds, 0.93, Math.Min(mine.Low, theirs.Low) < 0.1 && one < 100 ? 0.99 : 0.972);
        }
    }

    [Fact]
    public void Between_halls_that_are_alike_a_difference_is_claimed_in_five_of_a_hundred_at_most()
    {
        var random = new Random(5);
        var claimed = 0;
        const int Rounds = 4_000;
        for (var i = 0; i < Rounds; i++)
        {
            var line = ScoreQueries.LineOf("h", "1号厅", Draws.Net(random, 60, 0.6, 0.1), Draws.Net(random, 500, 0.6, 0.1));
            if (line.Verdict != ScoreVerdict.None) claimed++;
        }

        Assert.InRange(claimed / (double)Rounds, 0.03, 0.07);
    }

    [Fact]
    public void Below_thirty_nothing_is_ranked_or_called_better()
    {
        var line = ScoreQueries.LineOf("h", "1号厅", new ScoreSums(29, 29, 0, 0, 0), new ScoreSums(500, 50, 400, 0, 0));

        Assert.True(line.AgainstRest.ExcludesZero);
        Assert.Equal((false, ScoreVerdict.None), (line.CanBeRanked, line.Verdict));
        Assert.Equal(ScoreVerdict.Better, ScoreQueries.LineOf("h", "1号厅", new ScoreSums(30, 30, 0, 0, 0), new ScoreSums(500, 50, 400, 0, 0)).Verdict);
        Assert.Equal(ScoreVerdict.Worse, ScoreQueries.LineOf("h", "1号厅", new ScoreSums(30, 0, 30, 0, 0), new ScoreSums(500, 400, 50, 0, 0)).Verdict);
    }

    [Fact]
    public void A_share_holds_the_truth_on_average_over_the_shares_there_are()
    {
        var random = new Random(9);
        foreach (var count in new[] { 10, 30, 100 })
        {
            var hits = 0;
            const int Rounds = 6_000;
            for (var i = 0; i < Rounds; i++)
            {
                var share = random.NextDouble();
                var seen = Enumerable.Range(0, count).Count(_ => random.NextDouble() < share);
                if (Holds(ShareInterval.Of(seen, count), 100 * share)) hits++;
            }

            Assert.InRange(hits / (double)Rounds, 0.93, 0.97);
        }

        var few = ShareInterval.Of(0, 10);
        Assert.Equal((0.0, 0.0, 27.75), (few.Estimate, few.Low, Math.Round(few.High, 2)));
    }

    [Fact]
    public void Nothing_counted_is_anything_possible()
    {
        Assert.Equal(new Interval(0, -100, 100), NetInterval.Of(default));
        Assert.False(NetInterval.Difference(default, new ScoreSums(50, 50, 0, 0, 0)).ExcludesZero);
        Assert.Equal(new Interval(0, 0, 100), ShareInterval.Of(0, 0));
    }

    private static bool Holds(Interval interval, double truth) => interval.Low <= truth && truth <= interval.High;

    /// <summary>Counted over all outcomes, each with its probability.</summary>
    private static double Coverage(int count, double high, double low, Func<ScoreSums, Interval> method)
    {
        var logs = new double[count + 1];
        for (var i = 1; i <= count; i++) logs[i] = logs[i - 1] + Math.Log(i);
        var (truth, middle, covered) = (100 * (high - low), 1 - high - low, 0.0);
        for (var highs = 0; highs <= count; highs++)
        {
            for (var lows = 0; lows <= count - highs; lows++)
            {
                if (!Holds(method(new ScoreSums(count, highs, lows, 0, 0)), truth)) continue;
                var rest = count - highs - lows;
                covered += Math.Exp(logs[count] - logs[highs] - logs[lows] - logs[rest] + highs * Math.Log(high) + lows * Math.Log(low) + rest * Math.Log(middle));
            }
        }

        return covered;
    }

    private static Interval Plain(ScoreSums sums)
    {
        var (high, low) = ((double)sums.High / sums.Count, (double)sums.Low / sums.Count);
        var reach = 196 * Math.Sqrt(Math.Max(0, high + low - (high - low) * (high - low)) / sums.Count);
        return new Interval(sums.Net, sums.Net - reach, sums.Net + reach);
    }
}
