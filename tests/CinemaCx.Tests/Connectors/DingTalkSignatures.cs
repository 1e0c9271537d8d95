using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.DingTalk;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Nobody but the platform is listened to.</summary>
public class DingTalkSignatures
{
    private const string Press =
        """{"type":"actionCallback","outTrackId":"case_1","corpId":"dingcorp1","userId":"zhang","content":"{\"cardPrivateData\":{\"actionIds\":[\"b1\"],\"params\":{\"key\":\"ack:1\"}}}"}""";

    private const string Message =
        """{"conversationType":"1","chatbotCorpId":"dingcorp1","msgId":"m1","senderStaffId":"zhang","senderNick":"张伟","msgtype":"text","text":{"content":" 帮助 "}}""";

    [Theory]
    [InlineData("good", 0, 200)]
    [InlineData("good", -4, 200)]
    [InlineData("good", -6, 401)]
    [InlineData("good", 6, 401)]
    [InlineData("other-secret", 0, 401)]
    [InlineData("missing", 0, 401)]
    [InlineData("no-time", 0, 401)]
    public async Task A_press_is_taken_only_with_a_fresh_signature(string how, int minutes, int status)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(DingTalkCallbackMode.Http);
        var stamp = Stamp(dingtalk, minutes);
        var sign = Hmac(how == "other-secret" ? "x" : DingTalkWorld.CallbackSecret, stamp);
        var answer = await dingtalk.PostAsync(
            "/card", Press, ("x-ddpaas-signature-timestamp", how == "no-time" ? "now" : stamp), ("x-ddpaas-signature", how == "missing" ? "" : sign));
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 1 : 0, dingtalk.Presses.Count);
    }

    [Theory]
    [InlineData("good", -59, 200)]
    [InlineData("good", -61, 401)]
    [InlineData("good", 61, 401)]
    [InlineData("other-secret", 0, 401)]
    public async Task A_message_is_taken_only_with_a_signature_of_the_last_hour(string how, int minutes, int status)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(DingTalkCallbackMode.Http);
        var stamp = Stamp(dingtalk, minutes);
        var sign = Hmac(how == "good" ? DingTalkWorld.AppSecret : "x", $"{stamp}\n{(how == "good" ? DingTalkWorld.AppSecret : "x")}");
        Assert.Equal(status, (await dingtalk.PostAsync("/message", Message, ("timestamp", stamp), ("sign", sign))).Status);
        Assert.Equal(status == 200 ? ["帮助"] : [], dingtalk.Texts.Select(text => text.Text));
    }

    [Theory]
    [InlineData("dingcorp1", "dingother", 403, "callback-foreign")]
    [InlineData("\"content\"", "\"contents\"", 400, "callback-malformed")]
    [InlineData("{\"type\"", "\"type\"", 400, "callback-malformed")]
    [InlineData("\"userId\":\"zhang\"", "\"userId\":7", 400, "callback-malformed")]
    public async Task A_press_of_another_organisation_or_shape_changes_nothing(string from, string to, int status, string code)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(DingTalkCallbackMode.Http);
        Assert.Equal((status, code), await SignedAsync(dingtalk, Press.Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal((413, "callback-too-large"), await SignedAsync(dingtalk, Press + new string(' ', 70_000)));
        Assert.Empty(dingtalk.Presses);
    }

    [Fact]
    public async Task The_same_telling_has_the_same_name_and_another_press_another()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(DingTalkCallbackMode.Http);
        var stamp = Stamp(dingtalk, 0);
        for (var i = 0; i < 2; i++)
            await dingtalk.PostAsync("/card", Press, ("x-ddpaas-signature-timestamp", stamp), ("x-ddpaas-signature", Hmac(DingTalkWorld.CallbackSecret, stamp)));
        await Task.Delay(5);
        await SignedAsync(dingtalk, Press);
        var keys = dingtalk.Presses.Select(press => press.DedupeKey).ToList();
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
    }

    [Fact]
    public async Task The_published_check_of_an_address_is_answered_with_a_sealed_success()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        var (id, body) = ("dingtalk-check-url", JsonSerializer.Serialize(new { encrypt = Vectors.Input("dingtalk-check-url", "encrypt") }));
        var query = $"?msg_signature={Vectors.Input(id, "msg_signature")}&timestamp={Vectors.Input(id, "timestamp")}&nonce={Vectors.Input(id, "nonce")}";
        var (status, text) = await dingtalk.PostAsync("/event" + query, body);
        Assert.Equal(200, status);

        var answer = JsonDocument.Parse(text).RootElement;
        string Of(string name) => answer.GetProperty(name).GetString()!;
        var crypto = new CallbackCrypto(Vectors.Input(id, "token"), Vectors.Input(id, "encodingAesKey"), Vectors.Input(id, "receiveId"));
        Assert.True(crypto.IsGenuine(Of("msg_signature"), Of("timeStamp"), Of("nonce"), Of("encrypt")));
        Assert.Equal("success", crypto.Decrypt(Of("encrypt")));
        Assert.Equal(401, (await dingtalk.PostAsync("/event" + query.Replace("msg_signature=0", "msg_signature=1", StringComparison.Ordinal), body)).Status);
    }

    [Fact]
    public async Task The_platform_opens_our_answer_to_its_events()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        Assert.True((await dingtalk.SimAsync("events", new { })).GetProperty("taken").GetBoolean());
        Assert.True((await dingtalk.SimAsync("events", new { @event = new { EventType = "user_leave_org", userId = new[] { "李雷" } } })).GetProperty("taken").GetBoolean());
        var spoilt = await dingtalk.SimAsync("events", new { spoil = true });
        Assert.Equal((false, "status-401"), (spoilt.GetProperty("taken").GetBoolean(), spoilt.GetProperty("failure").GetString()));
    }

    [Fact]
    public async Task By_stream_too_another_organisation_is_not_listened_to()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(set: options => options.CorpId = "dingother");
        await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        Assert.False((await dingtalk.PressAsync("ack:1")).GetProperty("answered").GetBoolean());
        await dingtalk.SimAsync("type", new { staffId = "zhang", text = "帮助" });
        Assert.Empty(dingtalk.Presses);
        Assert.Empty(dingtalk.Texts);
        Assert.True(dingtalk.Stream.IsConnected);
    }

    private static async Task<(int Status, string Body)> SignedAsync(DingTalkWorld dingtalk, string body)
    {
        var stamp = Stamp(dingtalk, 0);
        return await dingtalk.PostAsync("/card", body, ("x-ddpaas-signature-timestamp", stamp), ("x-ddpaas-signature", Hmac(DingTalkWorld.CallbackSecret, stamp)));
    }

    private static string Stamp(DingTalkWorld dingtalk, int minutes) =>
        dingtalk.Time.GetUtcNow().AddMinutes(minutes).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Hmac(string key, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
}
