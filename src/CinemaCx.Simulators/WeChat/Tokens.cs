using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>/cgi-bin/stable_token</c> and <c>/cgi-bin/token</c> (doc mp-access-token/getStableAccessToken, getAccessToken).</summary>
internal sealed class Tokens(WeChatSimulatorOptions options, TokenRegister register)
{
    public Answer Stable(Call call)
    {
        if (call.Method != "POST") return WeChatAnswers.Error(43002);
        if (call.Body.Length == 0) return WeChatAnswers.Error(44002);
        if (WeChatAnswers.Body(call) is not { } body) return WeChatAnswers.Error(47001);
        if (Credentials.Refuse(options, body.Text("appid"), body.Text("secret")) is { } refusal) return refusal;
        if (body.Text("grant_type") != "client_credential") return WeChatAnswers.Error(40002);
        var forced = body.TryGetProperty("force_refresh", out var force) && force.ValueKind == System.Text.Json.JsonValueKind.True;
        var pool = register.Pool(body.Text("appid")!, stable: true);
        return (forced ? pool.Force(call.At) : pool.Current(call.At)) is { } token ? Show(token, call.At) : WeChatAnswers.Error(45009);
    }

    public Answer Legacy(Call call)
    {
        if (call.Method != "GET") return WeChatAnswers.Error(43001);
        if (Credentials.Refuse(options, call.Query("appid"), call.Query("secret")) is { } refusal) return refusal;
        if (call.Query("grant_type") != "client_credential") return WeChatAnswers.Error(40002);
        return Show(register.Pool(call.Query("appid")!, stable: false).Replace(call.At), call.At);
    }

    // Success carries no errcode at all.
    private static Answer Show(AccessToken token, DateTimeOffset now) => WeChatAnswers.Ok(new
    {
        access_token = token.Value,
        expires_in = (int)(token.Until - now).TotalSeconds,
    });
}

/// <summary>The appid and secret that token and login calls carry.</summary>
internal static class Credentials
{
    public static Answer? Refuse(WeChatSimulatorOptions options, string? appId, string? secret)
    {
        if (appId is null) return WeChatAnswers.Error(41002);
        if (secret is null) return WeChatAnswers.Error(41004);
        if (options.SecretOf(appId) is not { } expected) return WeChatAnswers.Error(40013);
        return secret == expected ? null : WeChatAnswers.Error(40125);
    }
}
