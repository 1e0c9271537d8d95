using CinemaCx.Insights;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>What was played must not be taken for what guests say, and the few causes that matter come first.</summary>
public sealed class MixAndOrder
{
    [Fact]
    public void Where_every_cell_rose_and_the_whole_fell_it_is_the_mix()
    {
        // Every film is liked better than before; but the film that is liked less was played far more.
        var before = new Dictionary<string, ScoreSums> { ["loved"] = Net(800, 60), ["quarrelled"] = Net(200, 10) };
        var after = new Dictionary<string, ScoreSums> { ["loved"] = Net(200, 65), ["quarrelled"] = Net(800, 15) };

        var change = MixAdjusted.Change(before, after);

        Assert.Equal(25 - 50, change.Raw, 6);
        Assert.Equal(5, change.Adjusted!.Value, 6);
        Assert.True(change.IsMixEffect);
    }

    [Fact]
    public void Where_the_mix_stayed_both_say_the_same()
    {
        var change = MixAdjusted.Change(
            new Dictionary<string, ScoreSums> { ["a"] = Net(100, 60), ["b"] = Net(300, 20) }, new Dictionary<string, ScoreSums> { ["a"] = Net(100, 40), ["b"] = Net(300, 10) });

        Assert.Equal(change.Raw, change.Adjusted!.Value, 6);
        Assert.False(change.IsMixEffect);
    }

    [Fact]
    public void Where_hardly_anything_was_played_in_both_nothing_is_said()
    {
        var change = MixAdjusted.Change(
            new Dictionary<string, ScoreSums> { ["a"] = Net(100, 60), ["b"] = Net(20, 20) }, new Dictionary<string, ScoreSums> { ["c"] = Net(100, 40), ["b"] = Net(20, 10) });

        Assert.Null(change.Adjusted);
        Assert.False(change.IsMixEffect);
        Assert.Null(MixAdjusted.Net(new Dictionary<string, ScoreSums> { ["a"] = Net(10, 50) }, new Dictionary<string, ScoreSums> { ["a"] = Net(40, 50), ["b"] = Net(60, 50) }));
    }

    [Fact]
    public void The_vital_few_are_those_that_make_four_fifths()
    {
        var lines = Pareto.Of([("a", "设施", 50), ("b", "卫生", 5), ("c", "影音", 32), ("d", "员工", 13), ("e", "其他", 0)]);

        Assert.Equal(["设施", "影音", "员工", "卫生"], lines.Select(l => l.Name));
        Assert.Equal([true, true, false, false], lines.Select(l => l.IsVital));
        Assert.Equal([50, 82, 95, 100], lines.Select(l => l.Cumulative));
        Assert.Empty(Pareto.Of([]));
    }

    [Fact]
    public void The_line_leaves_its_limits_by_chance_three_times_in_a_thousand_and_soon_after_a_drop()
    {
        var random = new Random(17);
        var (outside, days) = (0, 0);
        var found = new List<int>();
        for (var round = 0; round < 300; round++)
        {
            var points = Enumerable.Range(0, 60).Select(day => Day(random, day % 7 == 3 ? 0 : 20 + random.Next(60), level: day < 40 ? 4.3 : 3.9)).ToList();
            var line = Ewma.Line(points, 4.3);
            outside += line.Take(40).Count(p => p.Value < p.Low || p.Value > p.High);
            days += 40;
            found.Add(line.Skip(40).TakeWhile(p => p.Value >= p.Low).Count());
            Assert.Equal(line[2].Value, line[3].Value);
        }

        Assert.InRange(outside / (double)days, 0.0005, 0.006);
        Assert.InRange(found.Average(), 1, 5);
    }

    private static (double Value, double Variance)? Day(Random random, int answers, double level)
    {
        const double Variance = 0.8;
        if (answers == 0) return null;
        var noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (level + noise * Math.Sqrt(Variance / answers), Variance / answers);
    }

    private static ScoreSums Net(long count, int net) => new(count, count * (100 + net) / 200, count * (100 - net) / 200, 0, 0);
}
