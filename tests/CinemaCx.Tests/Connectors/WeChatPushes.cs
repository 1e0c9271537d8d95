using CinemaCx.Messages;
using CinemaCx.Standalone;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Messages;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Message push is taken in each of the platform's formats and modes, and from nobody else.</summary>
public sealed class WeChatPushes
{
    private static readonly string Key = new string('K', 42) + "A";

    [Theory]
    [InlineData("Safe", "Compatible")]
    [InlineData("Plain")]
    public async Task Every_format_of_the_modes_that_are_set_is_understood(params string[] modes)
    {
        await using var cinema = await OpenAsync(sealedOnly: modes[0] != "Plain");
        var (push, openId) = (await PushScene.OpenAsync(cinema), "o-pushed");
        var guest = await (await cinema.GuestAsync(openId)).IdAsync();
        Assert.True((await cinema.SimAsync(cinema.WeChatUrl, "push/verify")).GetProperty("ok").GetBoolean());
        var said = 0;
        foreach (var mode in modes)
        {
            foreach (var format in new[] { "Xml", "Json" })
            {
                // A list of one, which JSON writes as the thing itself, and a list of two.
                foreach (var templates in new[] { [PushScene.Offer], new[] { PushScene.Offer, "sim-refund" } })
                {
                    var told = await push.TellAsync(new
                    {
                        openid = openId,
                        mode,
                        format,
                        @event = "subscribe_msg_popup_event",
                        secondsAgo = 10 * said++,
                        items = templates.SelectMany(t => PushScene.Items(("TemplateId", t), ("SubscribeStatusString", "accept"), ("PopupScene", "0"))),
                    });
                    Assert.Equal("200", told);
                    Assert.Equal((mode, format, said), (mode, format, (int)await push.Scene.CreditsAsync(guest)));
                }
            }
        }

        Assert.Equal(said / 2, await push.Scene.CreditsAsync(guest, "sim-refund"));
        // What the house has no use for is taken and forgotten.
        Assert.Equal("200", await push.TellAsync(new { openid = openId, @event = "user_enter_tempsession", fields = new { SessionFrom = "x" } }));
        await cinema.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_forged_replayed_foreign_or_too_large_changes_nothing()
    {
        await using var cinema = await OpenAsync(sealedOnly: true);
        var (push, openId) = (await PushScene.OpenAsync(cinema), "o-pushed");
        var guest = await (await cinema.GuestAsync(openId)).IdAsync();
        foreach (var format in new[] { "Xml", "Json" })
        {
            Assert.Equal("401", await push.TellAsync(Said(openId, format, "Signature")));
            Assert.Equal("403", await push.TellAsync(Said(openId, format, "App")));
            Assert.Equal("401", await push.TellAsync(Said(openId, format, "Stale")));
            Assert.Equal("413", await push.TellAsync(Said(openId, format, "Oversized")));
            // Where sealing is agreed, nothing bare is believed.
            Assert.Equal("400", await push.TellAsync(Said(openId, format, "None", mode: "Plain")));
        }

        Assert.Equal("400", await push.TellAsync(Said(openId, "Xml", "Dtd")));
        Assert.Equal("404", await push.TellAsync(Said(openId, "Xml", "None", url: Guest(cinema) + "/callbacks/wechat/service-account")));
        Assert.Equal("404", await push.TellAsync(Said(openId, "Xml", "None", url: Guest(cinema) + "/callbacks/wechat/nobody")));
        Assert.Equal(404, (int)(await cinema.Http.GetAsync("/callbacks/wechat/service-account?signature=x&timestamp=1&nonce=1&echostr=1")).StatusCode);
        Assert.Equal(401, (int)(await cinema.Http.GetAsync("/callbacks/wechat/mini-program?signature=x&timestamp=1&nonce=1&echostr=1")).StatusCode);
        Assert.Equal(400, (int)(await cinema.Http.GetAsync("/callbacks/wechat/mini-program")).StatusCode);
        Assert.Empty(await push.LedgerAsync(guest));

        Assert.Equal("200", await push.TellAsync(Said(openId, "Json", "None")));
        var deliveries = await cinema.Http.GetStringAsync(cinema.WeChatUrl + "/_sim/push/deliveries?limit=1");
        var number = System.Text.Json.JsonDocument.Parse(deliveries).RootElement[0].GetProperty("number").GetInt64();
        Assert.True((await cinema.SimAsync(cinema.WeChatUrl, $"push/deliveries/{number}/replay")).GetProperty("taken").GetBoolean());
        cinema.FastForward(TimeSpan.FromMinutes(6));
        Assert.False((await cinema.SimAsync(cinema.WeChatUrl, $"push/deliveries/{number}/replay")).GetProperty("taken").GetBoolean());
        Assert.Equal(1, await push.Scene.CreditsAsync(guest));
    }

    private static object Said(string openId, string format, string flaw, string mode = "Safe", string? url = null) => new
    {
        openid = openId,
        format,
        flaw,
        mode,
        url,
        @event = "subscribe_msg_popup_event",
        items = PushScene.Items(("TemplateId", PushScene.Offer), ("SubscribeStatusString", "accept"), ("PopupScene", "0")),
    };

    private static string Guest(Cinema cinema) => StandaloneHouse.UrlOf(cinema.House.Guest);

    /// <summary>A house whose mini-program has a push, and whose service account has none.</summary>
    private static async Task<Cinema> OpenAsync(bool sealedOnly)
    {
        var cinema = await Cinema.OpenAsync(Backings.Embedded, ("WeChat:PushToken", "push-token"), ("WeChat:PushEncodingAESKey", sealedOnly ? Key : ""), ("Standalone:ServiceAccount", "true"));
        await cinema.SimAsync(cinema.WeChatUrl, "push", new
        {
            url = Guest(cinema) + "/callbacks/wechat/mini-program",
            token = "push-token",
            encodingAesKey = Key,
            mode = sealedOnly ? "Safe" : "Plain",
        });
        return cinema;
    }
}
