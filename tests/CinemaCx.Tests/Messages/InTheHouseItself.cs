using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Standalone;
using CinemaCx.Standalone.GlassBox;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>A house without credentials plays a service account and SMS too, so that the choice of the way to each guest can be seen.</summary>
public sealed class InTheHouseItself
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_offer_reaches_three_guests_by_three_ways(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Standalone:ServiceAccount", "true"), ("Standalone:Sms", "true"));
        var scene = await MessageStories.SceneAsync(cinema);
        var sms = StandaloneHouse.UrlOf(cinema.House.Sms!);
        var guests = new List<string>();
        foreach (var openId in new[] { "o-subscribed", "o-follower", "o-phone-only", "o-nobody" })
        {
            var guest = await cinema.GuestAsync(openId);
            guests.Add(await guest.IdAsync());
            (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/consents", new { scene = "settings", consents = new { marketing = true } })).ShouldBe(200);
            if (openId != "o-phone-only") continue;
            var code = await cinema.SimAsync(cinema.WeChatUrl, "phone-codes", new { phoneNumber = "13800001234" });
            (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/phone", new { code = code.GetProperty("code").GetString() })).ShouldBe(200);
        }

        await MessageStories.CreditAsync(scene, guests[0], MessageScene.Offer);
        await cinema.SimAsync(cinema.WeChatUrl, "subscriptions/bulk", new { openids = new[] { "o-subscribed" }, templateId = MessageScene.Offer, times = 1 });
        var follower = await FollowsAsync(cinema, scene, guests[1]);

        await scene.QueueAsync("offer", MessageScene.OfferValues, guests, "ways");
        await MessageStories.SettledAsync(scene, "ways");

        var rows = (await scene.RowsAsync("ways")).ToDictionary(r => r.GuestId, StringComparer.Ordinal);
        Assert.Equal(
            [MessageChannel.Subscribe, MessageChannel.ServiceAccount, MessageChannel.Sms, null],
            guests.Select(g => rows[g].State == GuestMessageState.Sent ? rows[g].Channel : null));
        Assert.Equal((GuestMessageState.Dropped, "unreachable"), (rows[guests[3]].State, rows[guests[3]].Reason));
        Assert.Equal(1, await ShownAsync(cinema, $"{cinema.WeChatUrl}/_sim/messages?openid=o-subscribed"));
        Assert.Equal(1, await ShownAsync(cinema, $"{cinema.WeChatUrl}/_sim/messages?appId={SimulatedReach.ServiceAccountId}&openid={follower}"));
        Assert.Equal(1, await ShownAsync(cinema, sms + "/_sim/phones/%2B8613800001234"));
    }

    [Fact]
    public async Task Every_template_of_the_sample_is_known_to_what_is_played()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, ("Standalone:ServiceAccount", "true"), ("Standalone:Sms", "true"));
        var scene = await MessageStories.SceneAsync(cinema);
        // A house that was begun before learns the ways that were added since.
        await using (var db = scene.Database.Read()) await db.GetTable<MessageFormRow>().Where(f => f.Channel == MessageChannel.ServiceAccount).DeleteAsync();
        await scene.EnsureTemplatesAsync();
        List<MessageFormRow> forms;
        await using (var db = scene.Database.Read()) forms = await db.GetTable<MessageFormRow>().ToListAsync();
        Assert.Equal(SampleMessages.SubscribeTemplates.Keys.Order(StringComparer.Ordinal), Of(MessageChannel.Subscribe));
        Assert.Equal(SampleMessages.ServiceAccountTemplates.Keys.Order(StringComparer.Ordinal), Of(MessageChannel.ServiceAccount));
        Assert.Equal(SampleMessages.SmsTemplates.Keys.Order(StringComparer.Ordinal), Of(MessageChannel.Sms));

        IEnumerable<string> Of(MessageChannel channel) => forms.Where(f => f.Channel == channel).Select(f => f.PlatformTemplate).Order(StringComparer.Ordinal);
    }

    /// <returns>Her open id at the service account.</returns>
    internal static async Task<string> FollowsAsync(Cinema cinema, MessageScene scene, string guest)
    {
        string unionId;
        await using (var db = scene.Database.Read()) unionId = (await db.GetTable<GuestRow>().Where(g => g.Id == guest).Select(g => g.UnionId).FirstAsync())!;
        var address = Follow.OpenIdOf(unionId);
        await cinema.SimAsync(cinema.WeChatUrl, "followers", new { appId = SimulatedReach.ServiceAccountId, openid = address, unionid = unionId });
        await scene.Service<KeepContacts>().RunAsync([new MessageContact(MessageChannel.ServiceAccount, address, unionId)], by: null, CancellationToken.None);
        return address;
    }

    private static async Task<int> ShownAsync(Cinema cinema, string url) =>
        (await Answer.ReadAsync(await cinema.Http.GetAsync(url))).Body.GetProperty("messages").GetArrayLength();
}
