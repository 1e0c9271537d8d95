using CinemaCx.Messages;
using CinemaCx.Staff;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>A guest says what she wants, staff see what they may say.</summary>
public sealed class AtTheDoors
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_accepted_question_is_one_message_however_often_the_phone_repeats_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var guest = await cinema.GuestAsync("o-phone");
        Task<Answer> Tell(string askedId, string answer) => guest.PostAsync("/api/v1/me/subscriptions", new
        {
            askedId,
            scene = "paid-order",
            answers = new Dictionary<string, string>(StringComparer.Ordinal) { ["errMsg"] = "requestSubscribeMessage:ok", [MessageScene.Offer] = answer, ["sim-refund"] = "reject" },
        });
        await Crowd.AtOnceAsync(Crowd.Size, async _ => (await Tell("asked-0001", "accept")).ShouldBe(200));
        var told = (await Tell("asked-0002", "accept")).ShouldBe(200).Body.EnumerateArray().ToDictionary(s => s.GetProperty("platformTemplate").GetString()!, s => s.GetProperty("credits").GetInt64(), StringComparer.Ordinal);
        Assert.Equal((2, 0), (told[MessageScene.Offer], told["sim-refund"]));
        await using (var db = scene.Database.Read())
            Assert.Equal(["accepted", "accepted", "refused", "refused"], await db.GetTable<MessageCreditEventRow>().OrderBy(e => e.What).Select(e => e.What).ToListAsync());

        (await Tell("asked-0003", "perhaps")).ShouldRefuse(400, "subscription-answers-invalid");
        (await Tell("no", "accept")).ShouldRefuse(400, "subscription-answers-invalid");
        (await guest.PostAsync("/api/v1/me/subscriptions", new { askedId = "asked-0004", scene = "x", answers = new { unknown = "accept" } })).ShouldRefuse(400, "subscription-answers-invalid");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Consents_are_given_and_taken_back_each_by_itself(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var guest = await cinema.GuestAsync();
        async Task<Dictionary<string, bool>> SaysAsync(object consents) => (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/consents", new { scene = "settings", consents })).ShouldBe(200).Body
            .EnumerateArray().ToDictionary(c => c.GetProperty("purpose").GetString()!, c => c.GetProperty("granted").GetBoolean(), StringComparer.Ordinal);
        Assert.All((await guest.GetAsync("/api/v1/me/consents")).ShouldBe(200).Body.EnumerateArray(), c => Assert.False(c.GetProperty("granted").GetBoolean()));
        Assert.Equal((true, false), ((await SaysAsync(new { marketing = true }))["marketing"], (await SaysAsync(new { marketing = true }))["profiling"]));
        var after = await SaysAsync(new { marketing = false, research = true });
        Assert.Equal((false, true), (after["marketing"], after["research"]));
        await using (var db = scene.Database.Read()) Assert.Equal(3, await db.GetTable<GuestConsentEventRow>().CountAsync());
        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/consents", new { scene = "settings", consents = new { everything = true } })).ShouldRefuse(400, "consents-invalid");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_preview_shows_real_guests_masked_and_who_may_be_told(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        await scene.GuestsAsync(3);
        await scene.GuestsAsync(2, credits: 0);
        await scene.GuestsAsync(2, consents: false);
        var (token, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var values = new Dictionary<string, string>(MessageScene.OfferValues, StringComparer.Ordinal) { ["tip"] = "尾号{phoneTail}专享" };
        var preview = (await cinema.StaffPostAsync(token, "/api/v1/message-templates/offer/preview", new { values, samples = 2 })).ShouldBe(200).Body;
        Assert.Equal((3, 2, 0), (preview.GetProperty("reach").GetInt64(), preview.GetProperty("samples").GetArrayLength(), preview.GetProperty("faults").GetArrayLength()));
        Assert.Equal("尾号****专享", preview.GetProperty("samples")[0].GetProperty("data").GetProperty("thing2").GetString());
        values["what"] = "一二三四五六七八九十一二三四五六七八九十一";
        preview = (await cinema.StaffPostAsync(token, "/api/v1/message-templates/offer/preview", new { values })).ShouldBe(200).Body;
        Assert.Equal("thing1", preview.GetProperty("faults")[0].GetProperty("key").GetString());

        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher);
        (await cinema.StaffPostAsync(usher, "/api/v1/message-templates/offer/preview", new { values })).ShouldBe(403);
        (await cinema.StaffPostAsync(token, "/api/v1/message-templates", new { code = "offer", name = "重名", purpose = "marketing", fields = new[] { new { name = "what", label = "活动", kind = "thing", sample = "立减" } }, forms = new[] { new { channel = "subscribe", platformTemplate = "t", data = new { thing1 = "{what}" } } } }))
            .ShouldRefuse(409, "message-template-exists");
    }
}
