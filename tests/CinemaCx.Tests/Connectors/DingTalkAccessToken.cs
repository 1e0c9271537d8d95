using CinemaCx.Alerts;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>One token for everybody, renewed when the platform says so.</summary>
public class DingTalkAccessToken
{
    private const string Tokens = "/v1.0/oauth2/accessToken";
    private const string Texts = "/v1.0/robot/oToMessages/batchSend";

    [Fact]
    public async Task Is_asked_for_once_by_many_and_renewed_once_when_it_is_refused()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await SayAsync(dingtalk, 32);
        Assert.Equal(1, await dingtalk.CallsAsync(Tokens));

        await dingtalk.SimAsync("tokens/expire", new { });
        await SayAsync(dingtalk, 32);
        Assert.Equal(2, await dingtalk.CallsAsync(Tokens));

        dingtalk.Time.FastForward(TimeSpan.FromMinutes(119.5));
        await SayAsync(dingtalk, 1);
        Assert.Equal(3, await dingtalk.CallsAsync(Tokens));
    }

    [Theory, InlineData(401, "InvalidAuthentication"), InlineData(400, "InvalidAuthentication"), InlineData(401, "")]
    public async Task Is_renewed_once_and_the_call_repeated_once(int status, string code)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("faults", new { path = Texts, kind = "error", status, code, times = -1 });
        Assert.Equal(ChatOutcome.Later, (await dingtalk.Chat.SendTextAsync("zhang", "您好", "k", default)).Outcome);
        Assert.Equal((2, 2), (await dingtalk.CallsAsync(Texts), await dingtalk.CallsAsync(Tokens)));
    }

    [Fact]
    public async Task Refused_keeps_the_message_tells_somebody_once_and_recovers_within_a_second()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("faults", new { path = Tokens, kind = "error", status = 400, code = "invalidClientIdOrSecret", times = -1 });
        var receipts = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => dingtalk.Chat.SendTextAsync("zhang", "您好", $"k{i}", default)));
        Assert.All(receipts, receipt => Assert.Equal(ChatOutcome.Later, receipt.Outcome));
        Assert.InRange(await dingtalk.CallsAsync(Tokens), 1, 3);
        Assert.Contains("DingTalk:AppSecret", Assert.Single(dingtalk.Errors.Lines), StringComparison.Ordinal);

        await dingtalk.SimAsync("reset", new { });
        await Task.Delay(600);
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendTextAsync("zhang", "您好", "k", default)).Outcome);
    }

    private static async Task SayAsync(DingTalkWorld dingtalk, int times)
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, times).Select(i => dingtalk.Chat.SendTextAsync("zhang", $"第{i}条", $"k{i}", default)));
        Assert.All(receipts, receipt => Assert.Equal(ChatOutcome.Delivered, receipt.Outcome));
    }
}
