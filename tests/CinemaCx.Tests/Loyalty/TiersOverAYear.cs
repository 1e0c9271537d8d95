using CinemaCx.Loyalty;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

/// <summary>A member rises by what she spends and sees, keeps her tier a while, and is told before she loses it.</summary>
public sealed class TiersOverAYear
{
    private static readonly TierRule Rule = TierRule.Usual;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task She_rises_is_told_and_sinks(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await (await cinema.MemberAsync()).IdAsync();
        Assert.Equal(("standard", 60_000L, 8L), NextOf(await cinema.MembershipAsync(guest)));

        await CountsAsync(cinema, guest, Fen.Yuan(590), showtimes: 1);
        Assert.Equal(("standard", 1_000L, 7L), NextOf(await cinema.MembershipAsync(guest)));
        await CountsAsync(cinema, guest, Fen.Yuan(10), showtimes: 1);
        Assert.Equal(("silver", 140_000L, 22L), NextOf(await cinema.MembershipAsync(guest)));

        // Half a year later she does so again, by visits, and would lose silver a year after the first.
        cinema.FastForward(TimeSpan.FromDays(180));
        await CountsAsync(cinema, guest, Fen.Yuan(50), showtimes: 7);
        await cinema.NightAsync();
        Assert.Null((await cinema.MembershipAsync(guest)).Falls);
        cinema.FastForward(TimeSpan.FromDays(190));
        await cinema.NightAsync();
        var falling = await cinema.MembershipAsync(guest);
        Assert.Equal(("silver", "standard", 25_000L, 1L), (falling.Tier, falling.Falls!.To, falling.Falls.MissingFen!.Value.Value, falling.Falls.MissingVisits!.Value));
        Assert.Null((await StandingAsync(cinema, guest)).ToldAt);

        cinema.FastForward(TimeSpan.FromDays(Rule.GraceDays - Rule.NoticeDays + 1));
        await cinema.NightAsync();
        Assert.NotNull((await StandingAsync(cinema, guest)).ToldAt);
        Assert.Equal("silver", (await cinema.MembershipAsync(guest)).Tier);
        cinema.FastForward(TimeSpan.FromDays(Rule.NoticeDays));
        await cinema.NightAsync();
        Assert.Equal("standard", (await cinema.MembershipAsync(guest)).Tier);
        await cinema.PointsShouldBalanceAsync();

        await using var db = cinema.Database.Read();
        Assert.Equal([Tier.Silver, Tier.Standard], await db.GetTable<TierChangeRow>().Where(c => c.GuestId == guest).OrderBy(c => c.ChangedAt).Select(c => c.To).ToListAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_comes_back_within_the_grace_keeps_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await (await cinema.MemberAsync(Tier.Gold)).IdAsync();
        cinema.FastForward(TimeSpan.FromDays(1));
        await cinema.NightAsync();
        Assert.NotNull((await cinema.MembershipAsync(guest)).Falls);

        await CountsAsync(cinema, guest, Fen.Yuan(2000), showtimes: 1);
        Assert.Null((await cinema.MembershipAsync(guest)).Falls);
        cinema.FastForward(TimeSpan.FromDays(60));
        await cinema.NightAsync();
        Assert.Equal("gold", (await cinema.MembershipAsync(guest)).Tier);
    }

    [Fact]
    public void Nobody_sinks_without_having_been_told_in_time_however_late_the_house_looks()
    {
        var now = Cinema.Opening;
        var standing = new Standing(Tier.Gold, now.AddYears(-1));
        var figures = new TierFigures(Fen.Zero, 0);

        var noticed = standing.Next(figures, Rule, now);
        Assert.Equal((now.AddDays(30), false), (noticed.After.FallsAt, noticed.TellFall));
        // The night after the grace was over is the next that ran.
        var late = now.AddDays(50);
        var told = noticed.After.Next(figures, Rule, late);
        Assert.Equal((Tier.Gold, late.AddDays(Rule.NoticeDays), true), (told.After.Tier, told.After.FallsAt, told.TellFall));
        Assert.Equal(told.After, told.After.Next(figures, Rule, late.AddDays(13)).After);
        Assert.Equal(new Standing(Tier.Standard, late.AddDays(14)), told.After.Next(figures, Rule, late.AddDays(14)).After);
    }

    [Fact]
    public void Figures_say_which_tier_is_reached()
    {
        Assert.Equal(Tier.Standard, Rule.Reached(new TierFigures(new Fen(59_999), 7)));
        Assert.Equal(Tier.Silver, Rule.Reached(new TierFigures(new Fen(60_000), 0)));
        Assert.Equal(Tier.Silver, Rule.Reached(new TierFigures(Fen.Zero, 8)));
        Assert.Equal(Tier.Gold, Rule.Reached(new TierFigures(Fen.Zero, 24)));
        Assert.Equal(Tier.Gold, Rule.Reached(new TierFigures(Fen.Yuan(2000), 1)));
        Assert.Null(Rule.Fault());
    }

    [Theory]
    [InlineData("spend")]
    [InlineData("order")]
    [InlineData("notice")]
    [InlineData("rights")]
    [InlineData("threshold")]
    public void Rules_that_make_no_sense_are_told_apart(string what)
    {
        var (standard, silver, gold) = (Rule.Tiers[0], Rule.Tiers[1], Rule.Tiers[2]);
        var rule = what switch
        {
            "spend" => Rule with { Tiers = [standard, silver with { SpendFen = Fen.Yuan(3000) }, gold] },
            "order" => Rule with { Tiers = [silver, standard, gold] },
            "notice" => Rule with { NoticeDays = 0 },
            "rights" => Rule with { Tiers = [standard, silver with { EarlyHours = 48 }, gold] },
            _ => Rule with { Tiers = [standard, silver, gold with { SpendFen = null, Visits = null }] },
        };
        Assert.NotNull(rule.Fault());
    }

    /// <summary>Paid orders as the order desk would count them.</summary>
    internal static async Task CountsAsync(Cinema cinema, string guest, Fen each, int showtimes)
    {
        var now = cinema.Clock.Now();
        for (var i = 0; i < showtimes; i++)
        {
            var order = Id.New("ord", now);
            var script = new Script();
            cinema.Service<OrderEarnings>().Earn(script, new Earning(order, guest, each, 1, 0, Fen.Zero), Id.New("sho", now), now, now);
            await using (var db = await cinema.Database.BeginAsync()) await db.CommitAsync(script);
            await cinema.Service<CountOrder>().HandleAsync(new OrderCounts(order), CancellationToken.None);
        }
    }

    private static async Task<TierStandingRow> StandingAsync(Cinema cinema, string guest)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<TierStandingRow>().FirstAsync(s => s.GuestId == guest);
    }

    private static (string? Tier, long Fen, long Visits) NextOf(MembershipView view) => (view.Tier, view.Next!.MissingFen!.Value.Value, view.Next.MissingVisits!.Value);
}
