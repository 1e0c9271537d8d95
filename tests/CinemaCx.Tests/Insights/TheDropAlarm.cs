using CinemaCx.Insights;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>The alarm rings soon when scores drop, and as seldom as was asked for when they do not.</summary>
public sealed class TheDropAlarm
{
    private static readonly double Mean = Draws.Usual.Select((share, i) => share * (i + 1)).Sum();

    [Theory]
    [InlineData(500)]
    [InlineData(4_000)]
    public void Without_a_drop_a_sum_rings_as_seldom_as_its_limit_was_made_for(double answers)
    {
        var limit = CusumLimit.For(Draws.Usual, answers);

        var simulated = RunLength(new Random((int)answers), limit, worse: 0, rounds: 1_500);

        // The grid rounds to the quiet side.
        Assert.InRange(simulated / answers, 0.95, 1.7);
        Assert.InRange(CusumLimit.RunLength(Draws.Usual, limit) / answers, 1.0, 1.7);
    }

    /// <summary>The formula for the bell curve would have rung several times too often: stars are not bell-shaped.</summary>
    [Fact]
    public void A_limit_made_for_the_bell_curve_is_found_out()
    {
        var deviation = Math.Sqrt(Draws.Usual.Select((share, i) => share * (i + 1 - Mean) * (i + 1 - Mean)).Sum());
        const double Answers = 4_000;
        var limit = 0.0;
        while (Siegmund(Cusum.Allowance / deviation, limit / deviation) < Answers) limit += 0.01;

        Assert.True(RunLength(new Random(1), limit, worse: 0, rounds: 300) < 0.75 * Answers);
    }

    [Theory]
    [InlineData(0.45, 70)]
    [InlineData(0.9, 27)]
    [InlineData(1.5, 14)]
    public void A_drop_is_found_within_so_many_answers(double worse, double most)
    {
        // As in the table it was chosen by: one false alarm in two hundred days of forty answers.
        var limit = CusumLimit.For(Draws.Usual, 8_000);

        var simulated = RunLength(new Random(7), limit, worse, rounds: 2_000);

        Assert.InRange(simulated, 3, most);
    }

    [Fact]
    public void All_halls_and_stages_of_a_cinema_share_its_false_alarms()
    {
        var random = new Random(21);
        const int Halls = 10, Days = 900;
        const double Budget = 30;
        var norms = NormsOf(random, Halls, films: 4);
        var limits = new DropLimits(norms, days: 90, Budget, learnFirst: 200);
        var sums = new Dictionary<(int, string), double>();
        var alarms = 0;
        for (var rating = 0; rating < (int)(PerDay(norms) * Days); rating++)
        {
            var key = (random.Next(Halls), Measure.Watched[random.Next(Measure.Watched.Count)].Code);
            var film = random.Next(4);
            var (expected, limit) = limits.Of(key.Item2, $"h{key.Item1}", $"f{film}");
            var sum = Cusum.Step(sums.GetValueOrDefault(key), expected, Draws.Stars(random, Worse(film)));
            if (sum > limit) (sum, alarms) = (0, alarms + 1);
            sums[key] = sum;
        }

        // Thirty are budgeted for; the quiet side may be quieter.
        Assert.InRange(alarms, 8, 42);
    }

    [Fact]
    public void A_film_that_people_dislike_rings_in_no_hall_and_a_hall_that_fails_does()
    {
        var cells = new List<NormCell>();
        var random = new Random(4);
        for (var hall = 0; hall < 6; hall++)
        {
            for (var film = 0; film < 5; film++)
                cells.Add(new NormCell($"h{hall}", $"f{film}", Sums(Enumerable.Range(0, 200).Select(_ => Draws.Stars(random, film == 4 ? 1 : 0)))));
        }

        var norms = new RatingNorms(cells);

        Assert.Equal(norms.Expected("h0", "f0") - 0.98, norms.Expected("h0", "f4"), 0.15);
        Assert.Equal(norms.Expected("h0", "f0"), norms.Expected("h5", "f0"), 0.15);
        // One hall's own fault stays its own.
        var broken = new RatingNorms([.. cells.Select(c => c.HallId == "h3" ? c with { Sums = Sums(Enumerable.Range(0, 200).Select(_ => Draws.Stars(random, 1.2))) } : c)]);
        Assert.True(broken.Expected("h3", "f0") < broken.Expected("h2", "f0") - 0.7);
        Assert.Equal(norms.Expected("h2", "f1"), broken.Expected("h2", "f1"), 0.1);
    }

    [Fact]
    public void How_many_gave_each_star_follows_from_the_sums()
    {
        int[] stars = [.. Enumerable.Repeat(1, 70), .. Enumerable.Repeat(2, 50), .. Enumerable.Repeat(3, 300), .. Enumerable.Repeat(4, 900), .. Enumerable.Repeat(5, 8_680)];

        var shares = new RatingNorms([new NormCell("h", "f", Sums(stars))]).Shares;

        Assert.Equal(1, shares.Sum(), 9);
        foreach (var (share, truth) in shares.Zip([0.007, 0.005, 0.03, 0.09, 0.868])) Assert.Equal(truth, share, 0.003);
    }

    [Fact]
    public void A_measure_nobody_has_rated_often_is_not_watched()
    {
        var limits = new DropLimits(NormsOf(new Random(1), 2, films: 1).ToDictionary(n => n.Key, n => n.Key == "av" ? new RatingNorms([]) : n.Value), 90, 30, 200);

        Assert.False(limits.IsWatched("av"));
        Assert.True(limits.IsWatched("overall"));
    }

    private static Dictionary<string, RatingNorms> NormsOf(Random random, int halls, int films) => Measure.Watched.ToDictionary(m => m.Code, _ => new RatingNorms(
        [.. from hall in Enumerable.Range(0, halls) from film in Enumerable.Range(0, films)
            select new NormCell($"h{hall}", $"f{film}", Sums(Enumerable.Range(0, 300).Select(_ => Draws.Stars(random, Worse(film)))))]));

    /// <summary>The last film is liked less than the others.</summary>
    private static double Worse(int film) => film == 3 ? 0.5 : 0;

    private static double PerDay(IReadOnlyDictionary<string, RatingNorms> norms) => norms.Values.Sum(n => n.Ratings) / 90.0;

    private static ScoreSums Sums(IEnumerable<int> stars) => stars.Select(s => ScoreSums.Of(Measure.Overall, s)).Together();

    private static double RunLength(Random random, double limit, double worse, int rounds)
    {
        long answers = 0;
        for (var round = 0; round < rounds; round++)
            for (var sum = 0.0; sum <= limit; answers++) sum = Cusum.Step(sum, Mean, Draws.Stars(random, worse));
        return answers / (double)rounds;
    }

    /// <summary>Run length of a normal CUSUM without a drop, after Siegmund.</summary>
    private static double Siegmund(double allowance, double limit)
    {
        var (a, b) = (-allowance, limit + 1.166);
        return (Math.Exp(-2 * a * b) + 2 * a * b - 1) / (2 * a * a);
    }
}
