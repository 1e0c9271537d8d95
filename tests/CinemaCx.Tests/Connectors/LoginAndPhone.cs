using CinemaCx.Connectors.WeChat;
using CinemaCx.Connectors.WeChat.Models;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Codes of the mini-program become a person and a phone number.</summary>
public class LoginAndPhone
{
    [Fact]
    public async Task A_login_code_becomes_an_identity_when_the_error_code_is_absent()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => new Answer(200, """{"openid":"oUpF8u","session_key":"HyVFkGl5F5OQWJZZaNzBBg==","unionid":"u1"}""");
        Assert.Equal(new WeChatIdentity("oUpF8u", "u1", "HyVFkGl5F5OQWJZZaNzBBg=="), await wechat.Account.ExchangeLoginCodeAsync("a+b/c=&d", default));
        Assert.Equal(
            "/sns/jscode2session?appid=wxd678efh567hg6787&secret=secret&js_code=a%2Bb%2Fc%3D%26d&grant_type=authorization_code",
            wechat.Calls.Single().Target);
        Assert.Empty(wechat.TokenCalls);
    }

    [Theory]
    [InlineData(40029, 401, "login-code-invalid")]
    [InlineData(40163, 401, "login-code-invalid")]
    [InlineData(40226, 403, "login-blocked")]
    [InlineData(45011, 429, "login-too-often")]
    [InlineData(40013, 503, "wechat-unavailable")]
    public async Task A_login_that_cannot_be_is_refused_once_and_for_all(int errorCode, int status, string code)
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => new Answer(200, $$"""{"errcode":{{errorCode}},"errmsg":"… rid: 1-2-3"}""");
        await RefusedAsync(() => wechat.Account.ExchangeLoginCodeAsync("code", default), status, code);
        Assert.Single(wechat.Calls);
        Assert.Equal(status == 503 ? 1 : 0, wechat.Errors.Lines.Count);
    }

    [Fact]
    public async Task Busy_is_asked_again_a_few_times()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        var calls = 0;
        wechat.Script = _ => ++calls < 3
            ? new Answer(200, """{"errcode":-1,"errmsg":"system error"}""")
            : new Answer(200, """{"errcode":0,"openid":"o","session_key":"k"}""");
        Assert.Equal("o", (await wechat.Account.ExchangeLoginCodeAsync("code", default)).OpenId);

        calls = -100;
        await RefusedAsync(() => wechat.Account.ExchangeLoginCodeAsync("code", default), 503, "wechat-unavailable");
        Assert.Equal(6, wechat.Calls.Count());
        Assert.Empty(wechat.Errors.Lines);
    }

    [Fact]
    public async Task A_broken_answer_is_not_asked_for_twice_because_the_code_may_be_used_up()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => Answer.Broken;
        await RefusedAsync(() => wechat.Account.ExchangeLoginCodeAsync("code", default), 503, "wechat-unavailable");
        Assert.Single(wechat.Calls);

        wechat.Script = _ => new Answer(502, "<html>");
        await RefusedAsync(() => wechat.Account.ExchangeLoginCodeAsync("code", default), 503, "wechat-unavailable");
        wechat.Script = _ => new Answer(200, "<html>");
        await RefusedAsync(() => wechat.Account.ExchangeLoginCodeAsync("code", default), 503, "wechat-unavailable");
        Assert.Equal(3, wechat.Calls.Count());
    }

    [Theory, InlineData(""), InlineData(" ")]
    public async Task A_blank_code_is_not_worth_a_call(string code)
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        await RefusedAsync(() => wechat.Account.ExchangeLoginCodeAsync(code, default), 401, "login-code-invalid");
        await RefusedAsync(() => wechat.Account.ExchangePhoneCodeAsync(code, default), 422, "phone-code-invalid");
        Assert.Empty(wechat.Calls);
    }

    [Theory, InlineData("86"), InlineData("\"86\"")]
    public async Task A_phone_code_becomes_a_number_whether_the_country_is_a_number_or_a_text(string country)
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => Phone(country, "13800138000");
        Assert.Equal("+8613800138000", await wechat.Account.ExchangePhoneCodeAsync("code", default));
        var call = wechat.Calls.Single();
        Assert.Equal(("/wxa/business/getuserphonenumber?access_token=token-1", """{"code":"code"}"""), (call.Target, call.Text));
    }

    [Fact]
    public async Task A_number_given_out_for_another_app_is_refused()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => Phone("86", "13800138000", "wx0000000000000000");
        await RefusedAsync(() => wechat.Account.ExchangePhoneCodeAsync("code", default), 422, "phone-code-invalid");
    }

    [Fact]
    public async Task A_used_phone_code_is_refused()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => new Answer(200, """{"errcode":40029,"errmsg":"invalid code"}""");
        await RefusedAsync(() => wechat.Account.ExchangePhoneCodeAsync("code", default), 422, "phone-code-invalid");
    }

    [Fact]
    public async Task A_session_is_checked_and_reset_with_a_signature_over_nothing()
    {
        await using var wechat = await ScriptedWeChat.StartAsync();
        wechat.Script = _ => new Answer(200, """{"errcode":"0","errmsg":"ok","openid":"o","session_key":"new"}""");
        var signature = ClientData.SignWithSession("", "HyVFkGl5F5OQWJZZaNzBBg==");

        var check = await wechat.Client.ExecuteWxaCheckSessionAsync(
            new WxaCheckSessionRequest { AccessToken = "t", OpenId = "o", Signature = signature });
        var reset = await wechat.Client.ExecuteWxaResetUserSessionKeyAsync(
            new WxaResetUserSessionKeyRequest { AccessToken = "t", OpenId = "o", Signature = signature });

        Assert.True(check.IsSuccessful(), "numbers may come as text");
        Assert.Equal("new", reset.SessionKey);
        Assert.Equal(
            [$"/wxa/checksession?access_token=t&openid=o&signature={signature}&sig_method=hmac_sha256",
             $"/wxa/resetusersessionkey?access_token=t&openid=o&signature={signature}&sig_method=hmac_sha256"], wechat.Calls.Select(call => call.Target));
    }

    private static Answer Phone(string country, string number, string appId = ScriptedWeChat.AppId) => new(200,
        $$$"""
        {"errcode":0,"errmsg":"ok","phone_info":{"phoneNumber":"{{{number}}}","purePhoneNumber":"{{{number}}}","countryCode":{{{country}}},
         "watermark":{"timestamp":1637744274,"appid":"{{{appId}}}"} } }
        """);

    private static async Task RefusedAsync(Func<Task> call, int status, string code)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(call);
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
    }
}
