using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.WeChat;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>消息推送 of one account: the check of the address, and an event that means nothing to the house and is taken all the same.</summary>
internal sealed class WeChatPushSelfTest(OwnDoor door, TimeProvider time)
{
    private const string Nobody = "cinemacx-self-test";
    private const string Url = "SelfTest:GuestUrl";

    public async Task<SelfTestLine> RunAsync(string part, string name, PushAccount account, CancellationToken cancellation)
    {
        if (account.Token.Length == 0) return Findings.Off(part, $"未配置{name}的消息推送：消息是否送达、观众在微信里的退订都无从得知");
        if (door.Guest("/callbacks/wechat/" + account.Name) is not { } address) return Findings.Fault(part, $"没有填写观众端的公网地址，无法检查{name}的消息推送", Url);
        var (token, key, appId) = (account.Section + ":PushToken", account.Section + ":PushEncodingAESKey", account.Section + ":AppId");

        var echo = RandomNumberGenerator.GetHexString(16);
        var checkedAt = await door.GetAsync($"{address}?{Query(account.Token)}&echostr={echo}", cancellation);
        if (Refused(checkedAt) is { } fault) return fault;
        if (checkedAt.Body != echo) return Findings.Fault(part, $"{address} 的回答被改动：应原样返回 echostr，请检查网关", Url);

        var told = await TellAsync(account, address, cancellation);
        if (told.Says("callback-sealed")) return Findings.Fault(part, $"内容无法解密：{key} 或 {appId} 与正在运行的观众端不一致", key);
        if (told.Says("callback-incomplete") || told.Says("callback-malformed"))
            return Findings.Fault(part, $"加密方式不一致：这里与正在运行的观众端只有一处填写了 {key}", key);
        if (Refused(told) is { } refused) return refused;
        if (told.Body != "success") return Findings.Fault(part, $"{address} 收下了推送，但回答被改动：应为 success，请检查网关", Url);
        return Findings.Ok(part, account.EncodingAesKey.Length > 0 ? $"{name}的消息推送可达，签名和加密一致" : $"{name}的消息推送可达，签名一致；明文模式无法防篡改，建议改用安全模式");

        SelfTestLine? Refused(DoorAnswer answer) => answer switch
        {
            _ when answer.Says("callback-not-configured") => Findings.Fault(part, $"正在运行的观众端没有配置{name}的消息推送", token),
            _ when Findings.Unreached(part, address, answer, Url) is { } unreached => unreached,
            { Status: 200 } => null,
            _ when answer.Says("callback-signature-invalid") => Findings.Fault(part, "签名校验失败：这里的 Token 与正在运行的观众端、以及后台“消息推送”里的必须一致", token),
            _ when answer.Says("callback-too-old") => Findings.Fault(part, "两台服务器的时间相差超过 5 分钟，请校准时钟"),
            _ when answer.Says("callback-incomplete") => Findings.Fault(part, "推送参数在途中丢失，请检查网关是否保留地址里的参数", Url),
            _ => Findings.Fault(part, $"{address} 回答了 {answer.Status}，不是本系统的回答，请检查网关", Url),
        };
    }

    private async Task<DoorAnswer> TellAsync(PushAccount account, string address, CancellationToken cancellation)
    {
        var happened = new XElement(
            "xml",
            new XElement("ToUserName", Nobody), new XElement("FromUserName", Nobody), new XElement("CreateTime", time.GetUtcNow().ToUnixTimeSeconds()),
            new XElement("MsgType", "event"), new XElement("Event", "self_test"));
        if (account.EncodingAesKey.Length == 0)
            return await door.PostAsync($"{address}?{Query(account.Token)}", "text/xml", happened.ToString(SaveOptions.DisableFormatting), cancellation);
        var crypto = new CallbackCrypto(account.Token, account.EncodingAesKey, account.AppId);
        var encrypted = crypto.Encrypt(happened.ToString(SaveOptions.DisableFormatting));
        var body = new XElement("xml", new XElement("ToUserName", Nobody), new XElement("Encrypt", encrypted));
        var (stamp, nonce) = Stamp();
        var query = $"timestamp={stamp}&nonce={nonce}&encrypt_type=aes&msg_signature={crypto.Sign(stamp, nonce, encrypted)}";
        return await door.PostAsync($"{address}?{query}", "text/xml", body.ToString(SaveOptions.DisableFormatting), cancellation);
    }

    private string Query(string token)
    {
        var (stamp, nonce) = Stamp();
        return $"signature={CallbackCrypto.SignatureOf(token, stamp, nonce)}&timestamp={stamp}&nonce={nonce}";
    }

    private (string Timestamp, string Nonce) Stamp() =>
        (time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), RandomNumberGenerator.GetHexString(10));
}
