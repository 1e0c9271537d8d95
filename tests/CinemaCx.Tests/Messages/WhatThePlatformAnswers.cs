using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>Whatever the platform answers, nobody is told twice and the books say what it holds.</summary>
public sealed class WhatThePlatformAnswers
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_answer_has_its_consequence(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("WeChat:Timeout", "1000"));
        var scene = await MessageStories.SceneAsync(cinema);
        await ASubscriptionThatIsGoneAsync(scene);
        await BusyAndAnOldTokenAsync(scene);
        await TheWindowAsync(cinema, scene);
        await SilenceAsync(cinema, scene);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_value_the_platform_refuses_sets_the_form_aside_until_it_is_mended(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        var scene = await MessageStories.SceneAsync(cinema);
        // The account's template has one key more than the form knows.
        await scene.SimAsync("message-templates", new { templateId = MessageScene.Offer, keys = new[] { "thing1", "thing2", "time3", "phrase4" } });
        var guests = await scene.GuestsAsync(2);
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[..1], "bad");
        await MessageStories.SettledAsync(scene, "bad");
        var refused = (await scene.RowsAsync("bad"))[0];
        Assert.Equal(GuestMessageState.Refused, refused.State);
        Assert.Contains("data.phrase4.value is empty", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await scene.CreditsAsync(guests[0]));

        scene.Service<MessageTemplates>().Forget();
        var form = (await scene.TemplateAsync("offer")).FormOf(MessageChannel.Subscribe)!;
        Assert.Equal("phrase4", form.SetAsideField);
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[1..], "later");
        await Cinema.EventuallyAsync(async () => (await scene.RowsAsync("later"))[0].Reason == "template-set-aside", "what comes after waits");

        var (token, _) = await cinema.StaffAsync(CinemaCx.Staff.StaffRole.Marketing);
        using var mend = new HttpRequestMessage(HttpMethod.Put, cinema.StaffUrl + "/api/v1/message-templates/offer/form")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new
            {
                channel = "subscribe",
                platformTemplate = MessageScene.Offer,
                data = new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{what}", ["thing2"] = "{tip}", ["time3"] = "{until}", ["phrase4"] = "优惠" },
            }),
        };
        mend.Headers.Authorization = new("Bearer", token);
        (await Answer.ReadAsync(await cinema.Http.SendAsync(mend))).ShouldBe(200);
        await MessageStories.SettledAsync(scene, "later");
        Assert.Equal(1, (await scene.ShownAsync()).GetValueOrDefault(guests[1]));
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>Our books say one, the platform says none: 43101.</summary>
    private static async Task ASubscriptionThatIsGoneAsync(MessageScene scene)
    {
        var guest = (await scene.GuestsAsync(1, credits: 3, granted: 0))[0];
        await scene.QueueAsync("offer", MessageScene.OfferValues, [guest], "gone");
        await MessageStories.SettledAsync(scene, "gone");
        var row = (await scene.RowsAsync("gone"))[0];
        Assert.Equal(GuestMessageState.Dropped, row.State);
        Assert.StartsWith("43101", row.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await scene.CreditsAsync(guest));
    }

    private static async Task BusyAndAnOldTokenAsync(MessageScene scene)
    {
        var guests = await scene.GuestsAsync(2);
        await scene.BreakAsync(MessageScene.Fault("errcode", -1, times: 2));
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[..1], "busy");
        await MessageStories.SettledAsync(scene, "busy");
        await scene.SimAsync("tokens/invalidate", new { });
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[1..], "token");
        await MessageStories.SettledAsync(scene, "token");
        var shown = await scene.ShownAsync();
        Assert.All(guests, g => Assert.Equal(1, shown.GetValueOrDefault(g)));
        Assert.Equal(2, (await scene.RowsAsync("busy"))[0].Attempts - 1);
        Assert.All(guests, g => Assert.Equal(0, scene.CreditsAsync(g).Result));
    }

    /// <summary>45009: everybody leaves the platform alone until the window is over.</summary>
    private static async Task TheWindowAsync(Cinema cinema, MessageScene scene)
    {
        var guests = await scene.GuestsAsync(6);
        await scene.BreakAsync(MessageScene.Fault("errcode", 45009));
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[..1], "window");
        await Cinema.EventuallyAsync(async () => (await scene.RowsAsync("window"))[0] is { State: GuestMessageState.Queued, Reason: { } why } && why.StartsWith("45009", StringComparison.Ordinal), "it waits");
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[1..], "window");
        await Task.Delay(800);
        var shown = await scene.ShownAsync();
        Assert.All(guests, g => Assert.Equal(0, shown.GetValueOrDefault(g)));
        Assert.NotNull((await scene.Service<MessageQueries>().ProgressAsync("window", CancellationToken.None)).RestsUntil);
        cinema.FastForward(TimeSpan.FromSeconds(61));
        await MessageStories.SettledAsync(scene, "window");
        shown = await scene.ShownAsync();
        Assert.All(guests, g => Assert.Equal(1, shown.GetValueOrDefault(g)));
    }

    /// <summary>No answer, whether it arrived or not: in doubt, listed, never repeated by the house; a person decides, once.</summary>
    private static async Task SilenceAsync(Cinema cinema, MessageScene scene)
    {
        var guests = await scene.GuestsAsync(2);
        await scene.BreakAsync(MessageScene.Fault("drop"));
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[..1], "lost");
        await MessageStories.SettledAsync(scene, "lost");
        await scene.BreakAsync(MessageScene.Fault("doneButSilent"));
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests[1..], "arrived");
        await MessageStories.SettledAsync(scene, "arrived");
        cinema.FastForward(TimeSpan.FromHours(1));
        await Task.Delay(1_500);
        var shown = await scene.ShownAsync();
        Assert.Equal((0, 1), (shown.GetValueOrDefault(guests[0]), shown.GetValueOrDefault(guests[1])));
        var doubts = await scene.Service<MessageQueries>().InDoubtAsync(CancellationToken.None);
        Assert.Equal(["arrived-offer-" + guests[1], "lost-offer-" + guests[0]], doubts.Select(d => d.Id).Order(StringComparer.Ordinal));

        var (token, _) = await cinema.StaffAsync(CinemaCx.Staff.StaffRole.Marketing);
        (await cinema.StaffPostAsync(token, $"/api/v1/messages/{doubts.First(d => d.CampaignId == "lost").Id}/decision", new { decision = "resend" })).ShouldBe(200);
        (await cinema.StaffPostAsync(token, $"/api/v1/messages/{doubts.First(d => d.CampaignId == "arrived").Id}/decision", new { decision = "arrived" })).ShouldBe(200);
        await MessageStories.SettledAsync(scene, "lost");
        Assert.Equal(1, (await scene.ShownAsync()).GetValueOrDefault(guests[0]));
        (await cinema.StaffPostAsync(token, $"/api/v1/messages/{doubts[0].Id}/decision", new { decision = "resend" })).ShouldRefuse(409, "message-not-in-doubt");
    }
}
