using System.Data.Common;
using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>Orders that want the same coupons, named in either order: one has both, and nobody waits in a circle.</summary>
public sealed class OverlappingPairs
{
    private static int s_scripts;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_orders_that_name_two_coupons_in_either_order_one_has_both(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        for (var round = 0; round < 4; round++) Assert.Equal((1, 0), await RaceAsync(cinema));
        // Where a coupon that is with an order counts as free, they have it one after the other.
        cinema.TakeOut(CouponGuards.CouponIsFree);
        Assert.True((await RaceAsync(cinema)).Had > 1);
    }

    /// <summary>SQLite has one writer at a time: nobody there can wait in a circle.</summary>
    [Fact]
    public async Task Taken_in_the_order_in_which_they_are_named_they_would_wait_in_a_circle()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Servers);
        cinema.TakeOut(EverySecondTheOtherWayRound);
        Assert.True(await Crowd.EverAsync(3, async () => (await RaceAsync(cinema)).Broken > 0));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_several_orders_would_have_one_of_them(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var template = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(2), PerOrderLimit = 3 });
        string[] coupons = [await cinema.GiveCouponAsync(guest, template), await cinema.GiveCouponAsync(guest, template), await cinema.GiveCouponAsync(guest, template)];
        cinema.TakeOut(sql => CouponGuards.CouponIsFree(Guards.GuestHoldsNothing(sql)));
        var pairs = Halls.Pairs(showing.Plan);

        Assert.True(await Crowd.EverAsync(3, async () =>
        {
            var answers = await Crowd.AtOnceAsync(Crowd.Size, i => guest.HoldWithAsync(showing, pairs[i % pairs.Count], coupons[i % 3], coupons[(i + 1 + i / 3 % 2) % 3]));
            return answers.Count(a => a.Status == 201) > 1;
        }));
    }

    /// <summary>Each takes two coupons inside a transaction of its own, as an order does.</summary>
    /// <returns>How many had both, and how many the database had to break off.</returns>
    private static async Task<(int Had, int Broken)> RaceAsync(Cinema cinema)
    {
        var guest = await cinema.GuestAsync();
        var (guestId, template) = (await guest.IdAsync(), await cinema.TemplateAsync());
        string[] pair = [await cinema.GiveCouponAsync(guest, template), await cinema.GiveCouponAsync(guest, template)];
        var (now, had, broken) = (cinema.Clock.Now(), 0, 0);
        await Crowd.AtOnceAsync(Crowd.Size, async i =>
        {
            try
            {
                var script = new Script();
                var locked = CouponLocks.Lock(script, i % 2 == 0 ? pair : pair.Reverse(), guestId, Id.New("ord", now), now.AddMinutes(15), now);
                await using var db = await cinema.Database.BeginAsync();
                var rows = await db.RunAsync(script);
                if (locked.Any(at => rows[at].Count == 0)) return false;
                await db.CommitAsync();
                Interlocked.Increment(ref had);
                return true;
            }
            catch (DbException)
            {
                Interlocked.Increment(ref broken);
                return false;
            }
        });
        return (had, broken);
    }

    /// <summary>The statements for the second coupon before those for the first, with a moment between, as if nobody had put the two in order.</summary>
    private static string EverySecondTheOtherWayRound(string sql)
    {
        if (!sql.Contains("SET state = 'locked', locked_by_order", StringComparison.Ordinal)) return sql;
        var statements = sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries);
        var half = statements.Length / 2;
        var (first, second) = (statements[..half], statements[half..]);
        if (Interlocked.Increment(ref s_scripts) % 2 == 0) (first, second) = (second, first);
        return string.Join(";\n", [.. first, "DO $$ BEGIN PERFORM pg_sleep(0.02); END $$", .. second]) + ";\n";
    }
}
