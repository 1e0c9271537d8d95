using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>The app's token by both ways of asking: the same one while it holds, and asking extends nothing.</summary>
internal sealed class AppTokens(DingTalkSimulatorOptions options)
{
    private readonly Lock _gate = new();
    private string? _value;
    private DateTimeOffset _until;

    /// <summary><c>POST /v1.0/oauth2/accessToken</c>.</summary>
    public Answer New(Call call)
    {
        if (call.Method != "POST" || Wire.Object(call.Body) is not { } body) return DingTalkAnswers.Error(400, "InvalidParameter", "a JSON object by POST");
        if (body.Text("appKey") != options.AppKey || body.Text("appSecret") != options.AppSecret)
            return DingTalkAnswers.Error(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret");
        var (token, left) = Current(call.At);
        return DingTalkAnswers.Ok(new { accessToken = token, expireIn = left });
    }

    /// <summary><c>GET /gettoken</c>.</summary>
    public Answer Legacy(Call call)
    {
        if (call.Query("appkey") != options.AppKey) return DingTalkAnswers.Legacy(40089, "不合法的corpid或corpsecret");
        if (call.Query("appsecret") != options.AppSecret) return DingTalkAnswers.Legacy(40089, "不合法的corpid或corpsecret");
        var (token, left) = Current(call.At);
        return DingTalkAnswers.Ok(new { errcode = 0, errmsg = "ok", access_token = token, expires_in = left });
    }

    /// <summary>The older API takes the token in the query.</summary>
    public Answer? RefuseLegacy(Call call)
    {
        lock (_gate) return call.Query("access_token") is { } token && token == _value && call.At < _until ? null : DingTalkAnswers.Legacy(40014, "不合法的access_token");
    }

    public Answer? Refuse(Call call)
    {
        lock (_gate)
        {
            return call.Header("x-acs-dingtalk-access-token") is { } token && token == _value && call.At < _until
                ? null
                : DingTalkAnswers.Error(401, "InvalidAuthentication", "不合法的access_token");
        }
    }

    /// <summary>Says whether there was one.</summary>
    public bool Expire()
    {
        lock (_gate)
        {
            var was = _value is not null;
            _value = null;
            return was;
        }
    }

    private (string Token, int SecondsLeft) Current(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_value is null || now >= _until) (_value, _until) = (WireText.RandomHex(32), now + options.TokenLife);
            return (_value, (int)(_until - now).TotalSeconds);
        }
    }
}
