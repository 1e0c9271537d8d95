using System.Security.Cryptography;
using System.Text;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>/wxa/checksession</c> and <c>/wxa/resetusersessionkey</c>: proof of the session key by an HMAC over nothing.</summary>
internal sealed class Sessions(TokenRegister tokens, GuestBook guests)
{
    public Answer Check(Call call) => Find(call, out _) ?? WeChatAnswers.Ok(new { errcode = 0, errmsg = "ok" });

    public Answer Reset(Call call) => Find(call, out var guest) ?? WeChatAnswers.Ok(new
    {
        errcode = 0,
        errmsg = "ok",
        openid = guest!.OpenId,
        session_key = guest.NewSession(),
    });

    private Answer? Find(Call call, out Guest? guest)
    {
        guest = null;
        if (call.Method != "GET") return WeChatAnswers.Error(43001);
        var (appId, error) = tokens.Identify(call);
        if (error is not null) return error;
        guest = guests.Find(appId, call.Query("openid") ?? "");
        if (guest is null) return WeChatAnswers.Error(40003);
        var right = call.Query("sig_method") == "hmac_sha256" && guest.SessionKey is { } key && call.Query("signature") == Sign(key);
        return right ? null : WeChatAnswers.Error(87009);
    }

    // The key is the base64 text itself, not the bytes it stands for.
    private static string Sign(string sessionKey) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sessionKey), ReadOnlySpan<byte>.Empty));
}
