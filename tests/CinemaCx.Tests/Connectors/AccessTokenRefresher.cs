using CinemaCx.Connectors.WeChat;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>One token for everybody, asked for as seldom as can be.</summary>
public class AccessTokenRefresher
{
    private const string Good =
        """{"errcode":0,"phone_info":{"purePhoneNumber":"13800138000","countryCode":86,"watermark":{"timestamp":1,"appid":"wxd678efh567hg6787"}}}""";

    [Fact]
    public async Task Asks_once_for_many_waiting_callers_and_with_the_documented_body()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        var tokens = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => wechat.AccessTokens.GetAsync(default).AsTask()));
        Assert.Equal(["token-1"], tokens.Distinct());
        Assert.Equal("""{"grant_type":"client_credential","appid":"wxd678efh567hg6787","secret":"secret"}""", Assert.Single(wechat.TokenCalls).Text);
    }

    [Fact]
    public async Task Renews_ahead_of_the_end_and_lives_on_the_old_token_when_that_fails()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        await wechat.AccessTokens.GetAsync(default);
        wechat.Time.Advance(TimeSpan.FromMinutes(114));
        Assert.Equal("token-1", await wechat.AccessTokens.GetAsync(default));

        wechat.Time.Advance(TimeSpan.FromMinutes(2));
        wechat.Token = _ => new Answer(500);
        Assert.Equal("token-1", await wechat.AccessTokens.GetAsync(default));
        Assert.Equal("token-1", await wechat.AccessTokens.GetAsync(default));
        Assert.Equal(2, wechat.TokenCalls.Count());

        wechat.Time.Advance(TimeSpan.FromSeconds(30));
        wechat.Token = _ => wechat.NewToken();
        Assert.Equal("token-2", await wechat.AccessTokens.GetAsync(default));
    }

    [Theory, InlineData(40001), InlineData(40014), InlineData(42001)]
    public async Task Is_refreshed_once_for_many_calls_that_failed_with_the_same_token(int errorCode)
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        await wechat.AccessTokens.GetAsync(default);
        wechat.Script = request => request.Target.EndsWith("=token-1", StringComparison.Ordinal)
            ? new Answer(200, $$"""{"errcode":{{errorCode}},"errmsg":"rid"}""")
            : new Answer(200, Good);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => wechat.Account.ExchangePhoneCodeAsync("code", default)));
        Assert.Equal(["+8613800138000"], numbers.Distinct());
        Assert.Equal(2, wechat.TokenCalls.Count());
    }

    [Fact]
    public async Task Tries_a_call_twice_and_no_more()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => new Answer(200, """{"errcode":40001,"errmsg":"rid"}""");
        await UnavailableAsync(wechat);
        Assert.Equal(2, wechat.Calls.Count());
        Assert.Equal(2, wechat.TokenCalls.Count());
    }

    [Fact]
    public async Task Forces_a_new_one_only_when_the_platform_gives_out_the_refused_one_again()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Token = request => request.Text.Contains("\"force_refresh\":true", StringComparison.Ordinal)
            ? new Answer(200, """{"access_token":"forced","expires_in":7200}""")
            : new Answer(200, """{"access_token":"stale","expires_in":7200}""");
        await wechat.AccessTokens.GetAsync(default);
        Assert.Equal("forced", await wechat.AccessTokens.RenewAsync("stale", default));
        Assert.Equal(3, wechat.TokenCalls.Count());

        // Force is rationed: not again within half a minute.
        Assert.Equal("stale", await wechat.AccessTokens.RenewAsync("forced", default));
        Assert.Equal("stale", await wechat.AccessTokens.RenewAsync("stale", default));
        Assert.Equal(5, wechat.TokenCalls.Count());
    }

    [Theory, InlineData(40001), InlineData(40013), InlineData(40125), InlineData(40164)]
    public async Task Stops_and_says_so_when_the_account_is_wrong(int errorCode)
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Token = _ => new Answer(200, $$"""{"errcode":{{errorCode}},"errmsg":"invalid credential"}""");
        for (var i = 0; i < 10; i++)
            await UnavailableAsync(wechat);
        Assert.Single(wechat.TokenCalls);
        Assert.Contains("WeChat:AppSecret", Assert.Single(wechat.Errors.Lines), StringComparison.Ordinal);

        wechat.Time.Advance(TimeSpan.FromMinutes(1.1));
        wechat.Token = _ => wechat.NewToken();
        Assert.Equal("token-1", await wechat.AccessTokens.GetAsync(default));
    }

    private static async Task UnavailableAsync(ScriptedWeChat wechat)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => wechat.Account.ExchangePhoneCodeAsync("code", default));
        Assert.Equal((503, "wechat-unavailable"), (refusal.Status, refusal.Code));
    }
}
