using System.Text.Json;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Redis;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

/// <summary>Points live to the end of the month a year on; before they run out she is told, once.</summary>
public sealed class PointsRunOut
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task She_is_told_a_month_before_and_loses_what_she_did_not_spend(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var guest = await cinema.MemberAsync();
        var id = await guest.IdAsync();
        await cinema.GivePointsAsync(guest, 300);
        // The end of November a year on, by the wall clock of the house.
        Assert.Equal((300, new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.FromHours(8))), ((await guest.PointsAsync()).ExpiringPoints, (await guest.PointsAsync()).ExpiringAt));
        cinema.FastForward(TimeSpan.FromDays(20));
        await cinema.GivePointsAsync(guest, 50);
        var night = NightThatTells(cinema);

        cinema.FastForward(TimeSpan.FromDays(320));
        await night.HandleAsync(new NightDue(), CancellationToken.None);
        Assert.Empty(await ToldAsync(cinema));
        cinema.FastForward(TimeSpan.FromDays(10));
        for (var i = 0; i < 2; i++) await night.HandleAsync(new NightDue(), CancellationToken.None);
        var told = Assert.Single(await ToldAsync(cinema));
        Assert.Equal((id, 300, new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.FromHours(8))), (told.GuestId, told.Points, told.ExpiresAt));

        cinema.FastForward(TimeSpan.FromDays(30));
        Assert.Equal(50, (await cinema.MembershipAsync(id)).Points.Balance);
        for (var i = 0; i < 2; i++) await night.HandleAsync(new NightDue(), CancellationToken.None);
        Assert.Equal(50, (await cinema.MembershipAsync(id)).Points.Balance);
        await using (var db = cinema.Database.Read())
        {
            Assert.Equal(-300, (await db.GetTable<PointsEntryRow>().SingleAsync(e => e.GuestId == id && e.Kind == PointsKind.Expired)).Points);
            Assert.Equal(50, (await db.GetTable<PointsAccountRow>().SingleAsync(a => a.GuestId == id)).Balance);
        }

        // The second lot was told of in that night, too.
        Assert.Equal([300, 50], (await ToldAsync(cinema)).Select(t => t.Points));
        await cinema.PointsShouldBalanceAsync();
    }

    /// <summary>The night's work with somebody who wants to hear of expiries.</summary>
    private static LoyaltyNight NightThatTells(Cinema cinema)
    {
        var listeners = new EventCatalog([new EventSubscription("tests.points-expiring", typeof(PointsExpiring), (_, _, _) => Task.FromResult(Delivery.Done))]);
        var outbox = new Outbox(listeners, cinema.Service<RedisSignal>(), cinema.Clock);
        return new LoyaltyNight(cinema.Database, cinema.Service<EvaluateStanding>(), cinema.Service<TierRules>(), outbox, cinema.Clock, cinema.Service<IOptions<LoyaltyOptions>>());
    }

    private static async Task<List<PointsExpiring>> ToldAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        var rows = await db.GetTable<OutboxRow>().Where(o => o.Handler == "tests.points-expiring").OrderBy(o => o.Id).Select(o => o.Payload).ToListAsync();
        return rows.ConvertAll(r => JsonSerializer.Deserialize<PointsExpiring>(r)!);
    }
}
