using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>
/// 钉钉: the app's credentials, and either the Stream gateway or the signed HTTP callbacks. The callbacks are asked with something well signed that holds
/// nothing: that it is found empty, and not found forged, proves the way without pressing any button.
/// </summary>
internal sealed class DingTalkSelfTest(IServiceProvider services, OwnDoor door, TimeProvider time)
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["AppSecret"] = "没有填写应用的 Client Secret",
        ["CardTemplateId"] = "没有填写卡片模板 ID",
        ["CallbackRouteKey"] = "没有填写卡片回调的 routeKey",
        ["CallbackSecret"] = "没有填写卡片回调的签名密钥",
        ["CallbackUrl"] = "必须是 https 地址",
        ["PushEncodingAESKey"] = "必须是事件订阅的 aes_key，正好 43 个字符，并与 PushToken 一起填写",
    };

    public async Task<IReadOnlyList<SelfTestLine>> RunAsync(CancellationToken cancellation)
    {
        DingTalkOptions account;
        try
        {
            account = services.GetRequiredService<IOptions<DingTalkOptions>>().Value;
        }
        catch (OptionsValidationException e)
        {
            return Findings.Settings("dingtalk-settings", e, Settings);
        }

        if (account.AppKey.Length == 0 || services.GetService<DingTalkClient>() is not { } client) return [Findings.Off("dingtalk", "未启用钉钉")];
        var lines = new List<SelfTestLine> { await TokenAsync(client, cancellation) };
        if (account.CallbackMode == DingTalkCallbackMode.Stream) lines.Add(await StreamAsync(client, cancellation));
        else lines.AddRange(await HttpAsync(account, cancellation));
        if (account.PushToken.Length > 0) lines.Add(await EventAsync(account, cancellation));
        return lines;
    }

    private static async Task<SelfTestLine> TokenAsync(DingTalkClient client, CancellationToken cancellation)
    {
        try
        {
            var response = await client.GetAccessTokenAsync(cancellation);
            return response.IsSuccessful() ? Findings.Ok("dingtalk-token", "应用的 Client ID 和 Client Secret 正确") : Judge("dingtalk-token", response);
        }
        catch (CommonException e)
        {
            return Findings.Silent("dingtalk-token", "钉钉", e, "DingTalk:Endpoint");
        }
    }

    private static async Task<SelfTestLine> StreamAsync(DingTalkClient client, CancellationToken cancellation)
    {
        try
        {
            // A ticket is only asked for: whoever connects takes a share of the presses.
            var response = await client.OpenConnectionAsync([DingTalkStream.CardTopic, DingTalkStream.MessageTopic], cancellation);
            return response.IsSuccessful() ? Findings.Ok("dingtalk-stream", "Stream 网关可用，卡片操作和消息经它送达") : Judge("dingtalk-stream", response);
        }
        catch (CommonException e)
        {
            return Findings.Silent("dingtalk-stream", "钉钉 Stream", e, "DingTalk:Endpoint");
        }
    }

    private static SelfTestLine Judge(string part, DingTalkResponse response) => response.Status switch
    {
        400 or 401 => Findings.Fault(part, $"应用的 Client ID 或 Client Secret 不对（{response.ErrorCode}）：请在开发者后台“凭证与基础信息”里查看", "DingTalk:AppSecret"),
        403 => Findings.Fault(part, $"钉钉不允许本机调用（{response.ErrorCode}）：请检查应用的服务器出口 IP 和接口权限", "DingTalk:AppKey"),
        429 => Findings.Fault(part, "调用过于频繁，请稍后再试"),
        _ => Findings.Fault(part, $"钉钉的接口回答了 {response.Status} {response.ErrorCode}，请稍后再试，或检查 DingTalk:Endpoint", "DingTalk:Endpoint"),
    };

    private async Task<IReadOnlyList<SelfTestLine>> HttpAsync(DingTalkOptions account, CancellationToken cancellation)
    {
        var (card, setting) = account.CallbackUrl.Length > 0 ? (account.CallbackUrl, "DingTalk:CallbackUrl") : (door.Staff("/callbacks/dingtalk/card"), "SelfTest:StaffUrl");
        var stamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var lines = new List<SelfTestLine>
        {
            await SignedAsync("dingtalk-card", card, setting, "DingTalk:CallbackSecret", new { corpId = account.CorpId }, cancellation,
                ("x-ddpaas-signature-timestamp", stamp), ("x-ddpaas-signature", Sign(account.CallbackSecret, stamp))),
            await SignedAsync("dingtalk-message", door.Staff("/callbacks/dingtalk/message"), "SelfTest:StaffUrl", "DingTalk:AppSecret", new { chatbotCorpId = account.CorpId }, cancellation,
                ("timestamp", stamp), ("sign", Sign(account.AppSecret, stamp + "\n" + account.AppSecret))),
        };
        return lines;
    }

    private async Task<SelfTestLine> SignedAsync(
        string part, string? address, string addressSetting, string secretSetting, object body, CancellationToken cancellation, params (string, string)[] headers)
    {
        if (address is null) return Findings.Fault(part, "没有填写员工端的公网地址，无法检查钉钉的回调", addressSetting);
        var answer = await door.PostAsync(address, "application/json", Encoding.UTF8.GetString(PlatformJson.Serialize(body)), cancellation, headers);
        if (Findings.Unreached(part, address, answer, addressSetting) is { } unreached) return unreached;
        if (answer.Says("callback-malformed")) return Findings.Ok(part, "回调地址可达，签名一致");
        if (answer.Says("callback-forged")) return Findings.Fault(part, $"签名校验失败：{secretSetting} 与正在运行的员工端不一致，或两台服务器的时间相差太多", secretSetting);
        if (answer.Says("callback-foreign")) return Findings.Fault(part, "企业的 CorpId 与正在运行的员工端不一致", "DingTalk:CorpId");
        return Findings.Fault(part, $"{address} 回答了 {answer.Status}，不是本系统的回答，请检查网关", addressSetting);
    }

    private async Task<SelfTestLine> EventAsync(DingTalkOptions account, CancellationToken cancellation)
    {
        const string Part = "dingtalk-event";
        if (door.Staff("/callbacks/dingtalk/event") is not { } address) return Findings.Fault(Part, "没有填写员工端的公网地址，无法检查钉钉的事件订阅", "SelfTest:StaffUrl");
        var crypto = new CallbackCrypto(account.PushToken, account.PushEncodingAESKey, account.AppKey);
        var (stamp, nonce) = (time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), RandomNumberGenerator.GetHexString(10));
        var encrypt = crypto.Encrypt("""{"EventType":"check_url"}""");
        var answer = await door.PostAsync(
            $"{address}?msg_signature={crypto.Sign(stamp, nonce, encrypt)}&timestamp={stamp}&nonce={nonce}", "application/json", Encoding.UTF8.GetString(PlatformJson.Serialize(new { encrypt })), cancellation);
        if (Findings.Unreached(Part, address, answer, "SelfTest:StaffUrl") is { } unreached) return unreached;
        return answer.Status == 200 && answer.Body.Contains("msg_signature", StringComparison.Ordinal)
            ? Findings.Ok(Part, "事件订阅的地址和加密正确")
            : Findings.Fault(Part, "事件订阅的 Token 或 aes_key 与正在运行的员工端不一致", "DingTalk:PushToken");
    }

    private static string Sign(string secret, string text) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
