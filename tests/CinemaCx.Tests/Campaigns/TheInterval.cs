using CinemaCx.Campaigns;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>What a campaign brought is said with an interval that holds the truth as often as it claims, and no more is claimed.</summary>
public sealed class TheInterval
{
    [Theory]
    [InlineData(1, 12.706205)]
    [InlineData(2.5, 3.574655)]
    [InlineData(10, 2.228139)]
    [InlineData(30, 2.042272)]
    [InlineData(1_000_000, 1.959966)]
    public void Students_quantile_is_as_in_the_tables(double freedom, double quantile) => Assert.Equal(quantile, Welch.StudentQuantile(0.975, freedom), 0.000_002);

    [Fact]
    public void A_worked_example_comes_out_as_in_the_book()
    {
        // The ends were computed by integrating the density, not by this code's way.
        var one = GroupFigures.Of([19.8m, 20.4m, 19.6m, 17.8m, 18.5m, 18.9m, 18.3m, 18.9m, 19.5m, 22.0m]);
        var other = GroupFigures.Of([28.2m, 26.6m, 20.1m, 23.3m, 25.2m, 22.1m, 17.7m, 27.6m, 20.6m, 13.7m, 23.2m, 17.5m, 20.6m, 18.0m, 23.9m, 21.6m, 24.3m, 20.4m, 23.9m, 13.3m]);
        var found = Welch.Compare(one, other)!;

        Assert.Equal(19.37 - 21.59, found.Difference, 6);
        Assert.Equal(24.524635, found.DegreesOfFreedom, 0.000_01);
        Assert.Equal(-4.276459, found.Low, 0.000_01);
        Assert.Equal(-0.163541, found.High, 0.000_01);
        Assert.True(found.IsClear);
    }

    [Fact]
    public void It_holds_the_truth_in_ninety_five_of_a_hundred_campaigns()
    {
        var (truth, covered) = Simulate(told: 900, held: 100, (a, b) => Welch.Compare(a, b)!);

        Assert.NotEqual(0, truth);
        Assert.InRange(covered, 0.93, 0.97);
    }

    /// <summary>The same simulation finds out an interval that takes the two groups' spreads for one.</summary>
    [Fact]
    public void An_interval_that_pools_the_spreads_is_found_out()
    {
        var (_, covered) = Simulate(told: 900, held: 100, (a, b) =>
        {
            var pooled = ((a.Count - 1) * a.Variance + (b.Count - 1) * b.Variance) / (a.Count + b.Count - 2);
            var reach = 1.96 * Math.Sqrt(pooled / a.Count + pooled / b.Count);
            return new MeanDifference(a.Mean - b.Mean, a.Mean - b.Mean - reach, a.Mean - b.Mean + reach, a.Count + b.Count - 2);
        });

        Assert.False(covered is >= 0.93 and <= 0.97, $"{covered}");
    }

    [Fact]
    public void Without_an_effect_a_difference_is_claimed_in_five_of_a_hundred_at_most()
    {
        var random = new Random(11);
        var claimed = 0;
        const int Rounds = 2_000;
        for (var i = 0; i < Rounds; i++)
            if (CampaignVerdict.Compare("a", Group(random, 450, 0.2, 60), Group(random, 50, 0.2, 60)).IsClear) claimed++;

        Assert.InRange(claimed / (double)Rounds, 0.0, 0.08);
    }

    [Fact]
    public void The_sentence_says_no_more_than_the_interval()
    {
        var random = new Random(3);
        var (much, little) = (Group(random, 2_000, 0.5, 100), Group(random, 300, 0.1, 100));

        Assert.StartsWith("活动有效：活动组人均比对照组多消费 ¥", CampaignVerdict.Compare("a", much, little).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("活动适得其反：活动组人均比对照组少消费 ¥", CampaignVerdict.Compare("a", little, much).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("还看不出差别：活动组人均比对照组", CampaignVerdict.Compare("a", Group(random, 200, 0.2, 80), Group(random, 200, 0.2, 80)).Sentence, StringComparison.Ordinal);
        Assert.Equal("还看不出差别：人数太少（活动组 2000 人，对照组 29 人）", CampaignVerdict.Compare("a", much, Group(random, 29, 0.1, 100)).Sentence);
        Assert.Equal("还看不出差别：两组消费都没有高低之分（活动组 50 人，对照组 50 人）", CampaignVerdict.Compare("a", Group(random, 50, 0, 0), Group(random, 50, 0, 0)).Sentence);
        Assert.StartsWith("没有留对照组", CampaignVerdict.Compare("a", much, new GroupFigures(0, 0, 0)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_sums_lose_no_fen()
    {
        // A mean of ten million fen and a spread of one: doubles alone would find no spread at all.
        var figures = GroupFigures.Of(Enumerable.Range(0, 1000).Select(i => 10_000_000_000m + i % 2));

        Assert.Equal(0.25 * 1000 / 999, figures.Variance, 9);
    }

    /// <summary>What people spend: most nothing, some a little, few much.</summary>
    private static GroupFigures Group(Random random, int count, double buying, double yuan) => GroupFigures.Of(Spending(random, count, buying, yuan));

    private static IEnumerable<decimal> Spending(Random random, int count, double buying, double yuan) => Enumerable.Range(0, count)
        .Select(_ => random.NextDouble() < buying ? Math.Round((decimal)(100 * (yuan / 2 + yuan / 2 * -Math.Log(1 - random.NextDouble())))) : 0);

    private static (double Truth, double Covered) Simulate(int told, int held, Func<GroupFigures, GroupFigures, MeanDifference> interval)
    {
        const int Rounds = 3_000;
        var random = new Random(7);
        // Told: a quarter buys for a hundred yuan in the mean. Held out: one in eight, for sixty.
        var truth = 0.25 * 10_000 - 0.125 * 6_000;
        var covered = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var found = interval(Group(random, told, 0.25, 100), Group(random, held, 0.125, 60));
            if (found.Low <= truth && truth <= found.High) covered++;
        }

        return (truth, covered / (double)Rounds);
    }
}
