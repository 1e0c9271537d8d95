using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

/// <summary>What happens to points, tiers, birthday tickets and coupons is told by itself: once, in the morning, to who wants to hear it.</summary>
public sealed class NoticesToMembers
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Points_that_will_run_out_are_told_of_in_the_morning(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.MemberAsync();
        var id = await ListensAsync(cinema, guest, "sim-points-expiring");
        await cinema.GivePointsAsync(guest, 300);
        var night = new DateTimeOffset(2027, 11, 10, 4, 31, 0, China);

        // The night's own timer.
        cinema.FastForward(night - cinema.Clock.GetUtcNow());
        var said = await SaidAsync(cinema, id, "points-expiring");
        Assert.Equal(GuestMessageState.Queued, said.State);
        Assert.Equal(new DateTimeOffset(2027, 11, 10, 9, 0, 0, China), said.DueAt);
        Assert.Equal(0, await HeardAsync(cinema, id));
        cinema.FastForward(TimeSpan.FromHours(4.6));
        await Cinema.EventuallyAsync(async () => await HeardAsync(cinema, id) == 1, "she hears of it");
        Assert.Contains("\"points\":\"300\"", said.FieldValues, StringComparison.Ordinal);
        Assert.Contains("2027年11月30日 23:59", said.FieldValues, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Rising_is_told_and_sinking_beforehand(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.MemberAsync();
        var id = await ListensAsync(cinema, guest, "sim-tier-raised", "sim-tier-falling");
        var deaf = await (await cinema.MemberAsync()).IdAsync();
        foreach (var member in new[] { id, deaf }) await TiersOverAYear.CountsAsync(cinema, member, Fen.Yuan(600), showtimes: 1);
        await Cinema.EventuallyAsync(async () => await HeardAsync(cinema, id) == 1, "she hears that she rose");
        Assert.Contains("每月¥29.90特价票", (await SaidAsync(cinema, id, "tier-raised")).FieldValues, StringComparison.Ordinal);
        // Who did not agree to hear of offers is not told of them.
        var dropped = await SaidAsync(cinema, deaf, "tier-raised");
        await Cinema.EventuallyAsync(async () => (dropped = await SaidAsync(cinema, deaf, "tier-raised")).State == GuestMessageState.Dropped, "nobody tells her");
        Assert.Equal("no-consent", dropped.Reason);

        cinema.FastForward(TimeSpan.FromDays(370));
        await cinema.NightAsync();
        cinema.FastForward(TimeSpan.FromDays(TierRule.Usual.GraceDays - TierRule.Usual.NoticeDays + 1));
        await cinema.NightAsync();
        await Cinema.EventuallyAsync(async () => await HeardAsync(cinema, id) == 2, "she hears that she will sink");
        Assert.Contains("再消费¥600或观影8次可保级", (await SaidAsync(cinema, id, "tier-falling")).FieldValues, StringComparison.Ordinal);
        cinema.FastForward(TimeSpan.FromDays(TierRule.Usual.NoticeDays + 1));
        await cinema.NightAsync();
        await Cinema.EventuallyAsync(async () => (await cinema.MembershipAsync(id)).Tier == "standard", "she sinks");
        await Task.Delay(500);
        Assert.Equal(2, await HeardAsync(cinema, id));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Birthday_tickets_and_ending_coupons_are_told_once_however_many_look(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:MostPerGuest", "20"));
        var born = await ListensAsync(cinema, await cinema.MemberAsync(birthday: "11-29"), "sim-birthday-ticket");
        await ListensAsync(cinema, await cinema.MemberAsync(birthday: "12-01"), "sim-birthday-ticket");
        var holder = await cinema.GuestAsync();
        var holds = await ListensAsync(cinema, holder, "sim-coupon-expiring");
        var soon = await cinema.TemplateAsync(t => t with { ValidDays = 2, Name = "两日券" });
        await cinema.GiveCouponAsync(holder, soon);
        await cinema.GiveCouponAsync(holder, soon);
        await cinema.GiveCouponAsync(holder, await cinema.TemplateAsync());
        await cinema.GiveCouponAsync(await cinema.GuestAsync(), soon);

        await MorningAsync(cinema);
        await Cinema.EventuallyAsync(async () => await HeardAsync(cinema, born) == 1 && await HeardAsync(cinema, holds) == 1, "both hear of it");
        Assert.Contains("\"count\":\"2\"", (await SaidAsync(cinema, holds, "coupon-expiring")).FieldValues, StringComparison.Ordinal);
        Assert.Equal(2, (await AllAsync(cinema)).Count);
        // The same news again, as often as it may be delivered.
        await MorningAsync(cinema);
        Assert.Equal((1, 1), (await HeardAsync(cinema, born), await HeardAsync(cinema, holds)));

        // Without the name as a key, and with nobody looking whether it was said, her phone rings again.
        cinema.TakeOut(AgainAndAgain);
        await MorningAsync(cinema);
        await Cinema.EventuallyAsync(async () => await HeardAsync(cinema, born) > 1 && await HeardAsync(cinema, holds) > 1, "they hear of it again");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_same_news_given_to_thirty_two_is_said_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:MostPerGuest", "20"));
        var id = await ListensAsync(cinema, await cinema.MemberAsync(), "sim-tier-raised", "sim-points-expiring", "sim-tier-falling");
        Assert.Equal(1, await TellAsync(cinema, id, seconds: 0));
        cinema.TakeOut(AgainAndAgain);
        Assert.True(await TellAsync(cinema, id, seconds: 1) > 1);
    }

    [Fact]
    public async Task A_house_that_switched_them_off_says_nothing()
    {
        await using var cinema = await Cinema.OpenAsync(
            Backings.Embedded, ("Loyalty:TellPointsExpiring", "false"), ("Loyalty:TellTierRaised", "false"), ("Loyalty:TellTierFalling", "false"),
            ("Loyalty:TellBirthdayTicket", "false"), ("Loyalty:TellCouponsExpiring", "false"));
        var guest = await cinema.MemberAsync(birthday: "11-29");
        var id = await ListensAsync(cinema, guest, "sim-tier-raised", "sim-birthday-ticket", "sim-points-expiring");
        await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { ValidDays = 2 }));
        var (tell, at) = (cinema.Service<TellMembers>(), cinema.Clock.GetUtcNow());
        await tell.HandleAsync(new TierChanged(id, "standard", "silver", at), CancellationToken.None);
        await tell.HandleAsync(new TierFalling(id, "silver", "standard", at.AddDays(30), Fen.Yuan(1), null), CancellationToken.None);
        await tell.HandleAsync(new PointsExpiring(id, 3, at.AddDays(30)), CancellationToken.None);
        await MorningAsync(cinema);
        Assert.Empty(await AllAsync(cinema));
    }

    /// <summary>A rise, told by many at once; and once more when it was said.</summary>
    private static async Task<int> TellAsync(Cinema cinema, string id, int seconds)
    {
        var (tell, before) = (cinema.Service<TellMembers>(), await HeardAsync(cinema, id));
        var news = new TierChanged(id, "standard", "gold", Cinema.Opening.AddSeconds(seconds));
        for (var time = 0; time < 3; time++)
        {
            await Crowd.AtOnceAsync(Crowd.Size, async _ =>
            {
                await tell.HandleAsync(news, CancellationToken.None);
                return true;
            });
            await Cinema.EventuallyAsync(async () => (await AllAsync(cinema)).TrueForAll(m => m.State == GuestMessageState.Sent), "it was said");
        }

        return await HeardAsync(cinema, id) - before;
    }

    private static string AgainAndAgain(string sql) => sql.Contains("INSERT INTO guest_messages", StringComparison.Ordinal)
        ? sql.Replace("ON CONFLICT (id) DO NOTHING", "ON CONFLICT (id) DO UPDATE SET state = 'queued', lease_until = 0", StringComparison.Ordinal)
        : sql.Replace("FROM guest_messages x WHERE x.id", "FROM guest_messages x WHERE 1 = 0 AND x.id", StringComparison.Ordinal);

    private static async Task MorningAsync(Cinema cinema)
    {
        await Crowd.AtOnceAsync(Crowd.Size, async _ =>
        {
            await cinema.Service<TellOfGifts>().HandleAsync(new NoticesDue(), CancellationToken.None);
            return true;
        });
        await Cinema.EventuallyAsync(async () => (await AllAsync(cinema)).TrueForAll(m => m.State is not (GuestMessageState.Queued or GuestMessageState.Sending)), "all is said");
    }

    /// <summary>She agrees to hear of offers, and allows each of these more often than is needed.</summary>
    private static async Task<string> ListensAsync(Cinema cinema, Guest guest, params string[] templates)
    {
        var id = await guest.IdAsync();
        await cinema.Service<SampleMessages>().EnsureAsync(CancellationToken.None);
        await using (var db = await cinema.Database.BeginAsync())
        {
            var openId = await db.GetTable<GuestRow>().Where(g => g.Id == id).Select(g => g.OpenId).FirstAsync();
            var script = new Script();
            script.Do($"INSERT INTO guest_consents (guest_id, purpose, granted, changed_at) VALUES ({id}, 'marketing', 1, 0)");
            foreach (var template in templates)
            {
                script.Do($"INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) VALUES ({template}, {id}, 9, 0)");
                await cinema.SimAsync(cinema.WeChatUrl, "subscriptions/bulk", new { openids = new[] { openId }, templateId = template, times = 9 });
            }

            await db.CommitAsync(script);
        }

        return id;
    }

    private static async Task<GuestMessageRow> SaidAsync(Cinema cinema, string guest, string about)
    {
        GuestMessageRow? said = null;
        await Cinema.EventuallyAsync(async () => (said = (await AllAsync(cinema)).Find(m => m.GuestId == guest && m.Id.StartsWith(about + ".", StringComparison.Ordinal))) is not null, about + " is queued");
        return said!;
    }

    private static async Task<List<GuestMessageRow>> AllAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<GuestMessageRow>().ToListAsync();
    }

    /// <summary>How many messages her phone showed.</summary>
    private static async Task<int> HeardAsync(Cinema cinema, string guest)
    {
        await using var db = cinema.Database.Read();
        var openId = await db.GetTable<GuestRow>().Where(g => g.Id == guest).Select(g => g.OpenId).FirstAsync();
        var shown = await Answer.ReadAsync(await cinema.Http.GetAsync($"{cinema.WeChatUrl}/_sim/messages?openid={openId}"));
        return shown.Body.GetProperty("messages").GetArrayLength();
    }
}
