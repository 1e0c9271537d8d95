using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>GET /sns/jscode2session</c> (doc user-login/api_code2session).</summary>
internal sealed class Login(WeChatSimulatorOptions options, GuestBook guests)
{
    public Answer Run(Call call)
    {
        // Whatever a POST carries, the platform looks for the parameters of a GET and misses the first.
        if (call.Method != "GET") return WeChatAnswers.Error(41002);
        if (Credentials.Refuse(options, call.Query("appid"), call.Query("secret")) is { } refusal) return refusal;
        if (call.Query("js_code") is not { } code) return WeChatAnswers.Error(41008);
        if (call.Query("grant_type") != "authorization_code") return WeChatAnswers.Error(40002);
        if (guests.TakeLogin(call.Query("appid")!, code) is not { } login) return WeChatAnswers.Error(40029);
        if (!login.Guest.MayLogIn(call.At)) return WeChatAnswers.Error(45011);
        if (login.Blocked) return WeChatAnswers.Error(40226);
        login.Guest.SeenAt = call.At;
        return WeChatAnswers.Ok(new
        {
            session_key = login.Guest.NewSession(),
            openid = login.Guest.OpenId,
            unionid = login.Guest.UnionId,
        });
    }
}
