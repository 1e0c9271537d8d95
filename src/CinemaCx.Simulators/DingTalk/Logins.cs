using System.Collections.Concurrent;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>Signing in to a third party's site: a code of the login page serves once within five minutes, the token it brings says who one is.</summary>
internal sealed class Logins(DingTalkSimulatorOptions options, AppTokens tokens)
{
    private const string UnionPrefix = "union-";

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, (string StaffId, DateTimeOffset Until)> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public string Issue(string staffId, DateTimeOffset now)
    {
        var code = WireText.RandomHex(32);
        _codes[code] = (staffId, now + CodeLife);
        return code;
    }

    /// <summary><c>POST /v1.0/oauth2/userAccessToken</c>.</summary>
    public Answer Token(Call call)
    {
        if (call.Method != "POST" || Wire.Object(call.Body) is not { } body) return DingTalkAnswers.Error(400, "InvalidParameter", "a JSON object by POST");
        if (body.Text("clientId") != options.AppKey || body.Text("clientSecret") != options.AppSecret)
            return DingTalkAnswers.Error(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret");
        if (body.Text("grantType") != "authorization_code") return DingTalkAnswers.Invalid("grantType", "不支持的grantType");
        if (body.Text("code") is not { } code || !_codes.TryRemove(code, out var whose) || call.At >= whose.Until)
            return DingTalkAnswers.Error(400, "invalidParameter.authCode.notFound", "不存在的临时授权码");
        var token = WireText.RandomHex(32);
        _tokens[token] = whose.StaffId;
        return DingTalkAnswers.Ok(new { accessToken = token, refreshToken = WireText.RandomHex(32), expireIn = 7200 });
    }

    /// <summary><c>GET /v1.0/contact/users/me</c>.</summary>
    public Answer Me(Call call)
    {
        if (call.Method != "GET") return DingTalkAnswers.Error(405, "MethodNotAllowed", "GET only");
        return call.Header("x-acs-dingtalk-access-token") is { } token && _tokens.TryGetValue(token, out var staffId)
            ? DingTalkAnswers.Ok(new { nick = options.Members.FirstOrDefault(m => m.StaffId == staffId)?.Name, unionId = UnionPrefix + staffId, openId = "open-" + staffId })
            : DingTalkAnswers.Error(401, "InvalidAuthentication", "不合法的access_token");
    }

    /// <summary><c>POST /topapi/user/getbyunionid</c>.</summary>
    public Answer ByUnionId(Call call)
    {
        if (tokens.RefuseLegacy(call) is { } refusal) return refusal;
        var unionId = Wire.Object(call.Body)?.Text("unionid") ?? "";
        var staffId = unionId.StartsWith(UnionPrefix, StringComparison.Ordinal) ? unionId[UnionPrefix.Length..] : "";
        return options.Members.Any(m => m.StaffId == staffId)
            ? DingTalkAnswers.Ok(new { errcode = 0, errmsg = "ok", result = new { contact_type = 0, userid = staffId } })
            : DingTalkAnswers.Legacy(60121, "找不到该用户");
    }
}
