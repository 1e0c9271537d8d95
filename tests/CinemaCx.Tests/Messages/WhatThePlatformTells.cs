using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Tests.Campaigns;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>WeChat tells what became of messages and what guests answered: once each, however often, however early, in whatever order.</summary>
public sealed class WhatThePlatformTells
{
    private static readonly (string, string?)[] Told = [("Standalone:Push", "true")];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_campaign_says_how_many_arrived(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, Told);
        await PushScene.OpenAsync(cinema);
        var marketing = await Marketing.OpenAsync(cinema);
        var guests = await marketing.GuestsAsync(12);
        await cinema.SimAsync(cinema.WeChatUrl, "push/ends", new { openid = Marketing.OpenIdOf(guests[0]), errorCode = "43101", errorStatus = "user refuse to accept the msg" });
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0));
        await marketing.StartAsync(id);
        await marketing.ComesToAsync(id, CampaignState.Finished);

        var row = await marketing.RowAsync(id);
        ArmResult told = null!;
        await Cinema.EventuallyAsync(
            async () => (told = (await cinema.Service<CampaignResults>().OfAsync(row, CancellationToken.None)).Arms.Single(a => a.Name == "a")).Delivered == 11, "eleven arrived");
        Assert.Equal((12, 11), (told.Guests, told.Sent));
        var refused = Assert.Single(await cinema.Service<MessageQueries>().ListAsync(id, null, null, CancellationToken.None), m => m.State != GuestMessageState.Delivered);
        Assert.Equal((guests[0], GuestMessageState.Refused, "43101 user refuse to accept the msg"), (refused.GuestId, refused.State, refused.Reason));
        await using (var db = cinema.Database.Read()) Assert.Equal(DateTimeOffset.UnixEpoch, await db.GetTable<MessageCapRow>().Where(c => c.GuestId == guests[0]).Select(c => c.TakenAt).FirstAsync());
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_tellings_settle_a_message_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, Told);
        var push = await PushScene.OpenAsync(cinema);
        var guests = await push.Scene.GuestsAsync(3, credits: 3);
        await push.HoldAsync();
        await push.Scene.QueueAsync("offer", MessageScene.OfferValues, [guests[0]], "once");
        await MessageStories.SettledAsync(push.Scene, "once");
        Assert.Equal(GuestMessageState.Sent, (await push.Scene.RowsAsync("once")).Single().State);

        Assert.All(await push.ReleaseAsync(Crowd.Size), Assert.True);

        Assert.Equal(GuestMessageState.Delivered, (await push.Scene.RowsAsync("once")).Single().State);
        Assert.Equal(0, await push.FatesKeptAsync());
        // Two doors, and tellings that disagree.
        Assert.Equal(1, await SettlersAsync(cinema, push, guests[1], "7001"));
        await cinema.BooksShouldBalanceAsync();
        cinema.TakeOut(sql => sql.Replace("AND state = 'sent' RETURNING id", "RETURNING id", StringComparison.Ordinal));
        Assert.True(await SettlersAsync(cinema, push, guests[2], "7002") > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_is_told_before_our_own_record_is_not_lost(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, Told);
        var push = await PushScene.OpenAsync(cinema);
        var guests = await push.Scene.GuestsAsync(2, credits: 2);
        var write = await push.MarkedAsync(guests[0], "early-1", "8001");
        var writeRefused = await push.MarkedAsync(guests[1], "early-2", "8002");

        Assert.Equal("200", await push.TellFateAsync(MessageScene.OpenIdOf(guests[0]), "8001", times: 8));
        Assert.Equal("200", await push.TellFateAsync(MessageScene.OpenIdOf(guests[1]), "8002", "43101", "user refuse to accept the msg"));
        Assert.Equal((GuestMessageState.Sending, GuestMessageState.Sending), ((await push.Scene.RowAsync("early-1")).State, (await push.Scene.RowAsync("early-2")).State));
        await write();
        await writeRefused();

        await push.IsAsync("early-1", GuestMessageState.Delivered);
        await push.IsAsync("early-2", GuestMessageState.Refused);
        // She will have none: what our books still held for her is gone.
        Assert.Equal((1, 0), (await push.Scene.CreditsAsync(guests[0]), await push.Scene.CreditsAsync(guests[1])));
        // Told again, the other way round, it changes nothing and is not kept.
        Assert.Equal("200", await push.TellFateAsync(MessageScene.OpenIdOf(guests[0]), "8001", "43101", "late"));
        Assert.Equal((GuestMessageState.Delivered, 0L), ((await push.Scene.RowAsync("early-1")).State, await push.FatesKeptAsync()));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_answer_that_her_phone_and_the_platform_tell_is_one_subscription(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, Told);
        var push = await PushScene.OpenAsync(cinema);
        var guests = await cinema.GuestsAsync(8);
        var ids = await Task.WhenAll(guests.Select(g => g.IdAsync()));
        var openIds = await OpenIdsAsync(push, ids);

        // Two answers each, told by the phone and by the platform, each twice, all at the same moment.
        await Crowd.AtOnceAsync(guests.Length * 6, async i =>
        {
            var (guest, answer) = (i / 6, i % 2);
            if (i % 6 < 4) await TellAsync(guests[guest], "asked-000" + answer);
            else await push.TellAnswerAsync(openIds[guest], "accept", times: 2, secondsAgo: 20 * (1 + answer));
            return true;
        });
        foreach (var id in ids) Assert.Equal(2, await push.Scene.CreditsAsync(id));

        // One only the phone tells of, one only the platform: each counts; and what lies too far apart is two answers.
        await TellAsync(guests[0], "asked-only");
        await push.TellAnswerAsync(openIds[1], "accept");
        Assert.Equal((3, 3), (await push.Scene.CreditsAsync(ids[0]), await push.Scene.CreditsAsync(ids[1])));
        await push.TellAnswerAsync(openIds[0], "accept", secondsAgo: 3_600);
        Assert.Equal(4, await push.Scene.CreditsAsync(ids[0]));
        await push.TellAnswerAsync("o-unknown-to-the-house", "accept");
        await cinema.BooksShouldBalanceAsync();

        // Where the other's telling is not looked for, one answer becomes two.
        cinema.TakeOut(sql => sql.Replace("AND e.twin_id IS NULL", "AND 1 = 0", StringComparison.Ordinal));
        await TellAsync(guests[2], "asked-0009");
        await push.TellAnswerAsync(openIds[2], "accept");
        Assert.Equal(4, await push.Scene.CreditsAsync(ids[2]));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_no_in_the_platforms_own_settings_is_a_no_to_us(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, Told);
        var push = await PushScene.OpenAsync(cinema);
        var guest = (await push.Scene.GuestsAsync(1, credits: 2))[0];
        await push.Scene.QueueAsync("offer", MessageScene.OfferValues, [guest], "later", m => m with { NotBefore = cinema.Clock.GetUtcNow().AddHours(1) });

        await cinema.SimAsync(cinema.WeChatUrl, "subscriptions/revoke", new { openid = MessageScene.OpenIdOf(guest), templateId = PushScene.Offer });

        await Cinema.EventuallyAsync(async () => await push.Scene.CreditsAsync(guest) == 0, "her subscriptions are taken back");
        var consents = push.Scene.Service<GuestConsents>();
        Assert.False((await consents.OfAsync(guest, CancellationToken.None)).Single(c => c.Purpose == DataPurpose.Marketing).Granted);
        Assert.Equal((GuestMessageState.Dropped, "consent-withdrawn"), ((await push.Scene.RowsAsync("later")).Single().State, (await push.Scene.RowsAsync("later")).Single().Reason));
        Assert.Equal(["corrected", "refused"], (await push.LedgerAsync(guest)).Select(e => e.What).Order(StringComparer.Ordinal));
        await using (var db = push.Scene.Database.Read()) Assert.Equal("platform", await db.GetTable<GuestConsentEventRow>().Where(e => e.GuestId == guest && e.Granted == 0).Select(e => e.Scene).SingleAsync());

        // What she says to us afterwards stands, and so does what she accepts, though an older no is told late; an accept from before the no counts nothing.
        cinema.FastForward(TimeSpan.FromMinutes(2));
        await consents.SetAsync(guest, new Dictionary<DataPurpose, bool> { [DataPurpose.Marketing] = true }, "settings", CancellationToken.None);
        await push.TellAnswerAsync(MessageScene.OpenIdOf(guest), "accept");
        await push.TellAnswerAsync(MessageScene.OpenIdOf(guest), "reject", secondsAgo: 60, @event: "subscribe_msg_change_event");
        await push.TellAnswerAsync(MessageScene.OpenIdOf(guest), "accept", secondsAgo: 90);
        Assert.Equal(1, await push.Scene.CreditsAsync(guest));
        Assert.True((await consents.OfAsync(guest, CancellationToken.None)).Single(c => c.Purpose == DataPurpose.Marketing).Granted);
        await cinema.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task A_follower_who_blocks_the_service_account_is_not_tried_there_again()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, [.. Told, ("Standalone:ServiceAccount", "true")]);
        var push = await PushScene.OpenAsync(cinema);
        var guests = new List<(string Id, string Address)>();
        foreach (var openId in new[] { "o-reached", "o-blocking" })
        {
            var guest = await cinema.GuestAsync(openId);
            (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/consents", new { scene = "settings", consents = new { marketing = true } })).ShouldBe(200);
            var id = await guest.IdAsync();
            guests.Add((id, await InTheHouseItself.FollowsAsync(cinema, push.Scene, id)));
        }

        await cinema.SimAsync(cinema.WeChatUrl, "push/ends", new { appId = CinemaCx.Standalone.SimulatedReach.ServiceAccountId, openid = guests[1].Address, status = "failed:user block" });

        await push.Scene.QueueAsync("offer", MessageScene.OfferValues, guests.Select(g => g.Id), "followers");
        await MessageStories.SettledAsync(push.Scene, "followers");

        await push.IsAsync("followers-offer-" + guests[0].Id, GuestMessageState.Delivered);
        await push.IsAsync("followers-offer-" + guests[1].Id, GuestMessageState.Refused);
        Assert.Equal("failed:user block", (await push.Scene.RowAsync("followers-offer-" + guests[1].Id)).Reason);
        await using var db = push.Scene.Database.Read();
        Assert.Equal([guests[1].Address], await db.GetTable<MessageContactRow>().Where(c => c.GoneAt != null).Select(c => c.Address).ToListAsync());
    }

    /// <returns>How many of 32 tellings at two doors, half of them of the opposite, settled the message.</returns>
    private static async Task<int> SettlersAsync(Cinema cinema, PushScene push, string guest, string platformId)
    {
        await (await push.MarkedAsync(guest, "m-" + platformId, platformId))();
        MessageFates[] doors = [cinema.House.Guest.Services.GetRequiredService<MessageFates>(), cinema.House.Staff.Services.GetRequiredService<MessageFates>()];
        var settled = await Crowd.AtOnceAsync(Crowd.Size, i => doors[i % 2].HearAsync(
            new MessageFate(MessageScene.OpenIdOf(guest), cinema.Clock.GetUtcNow(), MessageChannel.Subscribe, platformId, i % 4 < 2, i % 4 < 2 ? null : "-1 system", IsUnwilling: false)));
        return settled.Count(s => s);
    }

    private static async Task TellAsync(Guest guest, string askedId) => (await guest.PostAsync("/api/v1/me/subscriptions", new
    {
        askedId,
        scene = "paid-order",
        answers = new Dictionary<string, string>(StringComparer.Ordinal) { ["errMsg"] = "requestSubscribeMessage:ok", [PushScene.Offer] = "accept" },
    })).ShouldBe(200);

    private static async Task<string[]> OpenIdsAsync(PushScene push, string[] ids)
    {
        await using var db = push.Scene.Database.Read();
        var known = await db.GetTable<CinemaCx.Members.GuestRow>().Where(g => ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.OpenId);
        return [.. ids.Select(i => known[i])];
    }
}
