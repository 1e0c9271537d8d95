using System.Globalization;
using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Connectors.WeCom.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>企业微信: the secret and the trusted address, the check of the callback's address, and a message with its sealed reply.</summary>
internal sealed class WeComSelfTest(IServiceProvider services, OwnDoor door, TimeProvider time)
{
    private const string Token = "wecom-token";
    private const string Echo = "wecom-echo";
    private const string Message = "wecom-message";
    private const string Path = "/callbacks/wecom";
    private const string Nobody = "cinemacx-self-test";

    // The platform itself waits so long for the check of the address.
    private static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["Endpoint"] = "必须是以 /cgi-bin 结尾的 https 地址",
        ["AgentId"] = "没有填写应用的 AgentId",
        ["AgentSecret"] = "没有填写应用的 Secret",
        ["PushToken"] = "没有填写“接收消息”的 Token",
        ["PushEncodingAESKey"] = "必须是“接收消息”的 EncodingAESKey，正好 43 个字符",
        ["Timeout"] = "应在 100 至 120000 毫秒之间",
    };

    public async Task<IReadOnlyList<SelfTestLine>> RunAsync(CancellationToken cancellation)
    {
        WeComOptions account;
        try
        {
            account = services.GetRequiredService<IOptions<WeComOptions>>().Value;
        }
        catch (OptionsValidationException e)
        {
            return Findings.Settings("wecom-settings", e, Settings);
        }

        if (account.CorpId.Length == 0 || services.GetService<WechatWorkClient>() is not { } client) return [Findings.Off("wecom", "未启用企业微信")];
        if (door.Staff(Path) is not { } address)
            return [await TokenAsync(client, cancellation), Findings.Fault(Echo, "没有填写员工端的公网地址，无法检查企业微信的回调", "SelfTest:StaffUrl")];
        var crypto = new CallbackCrypto(account.PushToken, account.PushEncodingAESKey, account.CorpId);
        return [await TokenAsync(client, cancellation), await EchoAsync(crypto, address, cancellation), await MessageAsync(account, crypto, address, cancellation)];
    }

    private static async Task<SelfTestLine> TokenAsync(WechatWorkClient client, CancellationToken cancellation)
    {
        try
        {
            var response = await client.ExecuteCgibinGetTokenAsync(new CgibinGetTokenRequest(), cancellation);
            if (!response.IsSuccessful()) return Judge(response);
            // Whether the address is trusted shows only in a call with the token. That nobody has this name is the right answer.
            var nobody = await client.ExecuteCgibinUserGetAsync(new CgibinUserGetRequest { AccessToken = response.AccessToken, UserId = Nobody }, cancellation);
            return nobody.IsSuccessful() || nobody.ErrorCode is 60111 or 60011 or 40003 ? Findings.Ok(Token, "企业 ID、应用密钥和可信 IP 正确") : Judge(nobody);
        }
        catch (CommonException e)
        {
            return Findings.Silent(Token, "企业微信", e, "WeCom:Endpoint");
        }
    }

    private static SelfTestLine Judge(WechatWorkResponse response) => response.ErrorCode switch
    {
        _ when response.GetRawStatus() != 200 => Findings.Fault(Token, $"企业微信的接口回答了 HTTP {response.GetRawStatus()}，稍后再试，或检查 WeCom:Endpoint", "WeCom:Endpoint"),
        40001 or 40056 or 41004 => Findings.Fault(Token, $"应用的 Secret 不对（{response.ErrorCode}）：请在管理后台“应用管理”里重新查看并填入 WeCom:AgentSecret", "WeCom:AgentSecret"),
        40013 or 41002 => Findings.Fault(Token, $"企业 ID 不对（{response.ErrorCode}）：请在管理后台“我的企业”里查看并填入 WeCom:CorpId", "WeCom:CorpId"),
        60020 => Findings.Fault(Token, "本机的出口 IP 不在应用的“企业可信IP”里（60020）：请在管理后台的应用详情里添加，约一分钟后生效"),
        40014 or 42001 or 41001 => Findings.Fault(
            Token, $"刚取得的令牌不被接受（{response.ErrorCode}）：密钥可能刚被重置，或 WeCom:Endpoint 不是取得令牌的那个平台", "WeCom:AgentSecret"),
        45009 or 45033 => Findings.Fault(Token, $"调用过于频繁（{response.ErrorCode}）：密钥错误时反复调用会被封一小时，请先改正再等待"),
        -1 => Findings.Fault(Token, "企业微信正忙（-1），请稍后再试"),
        var code => Findings.Fault(Token, $"企业微信拒绝了调用：{code} {response.ErrorMessage}"),
    };

    private async Task<SelfTestLine> EchoAsync(CallbackCrypto crypto, string address, CancellationToken cancellation)
    {
        // A plus sign in the ciphertext must survive the way: gateways that decode twice make it a blank.
        var words = RandomNumberGenerator.GetHexString(16);
        var sealedWords = crypto.Encrypt(words);
        for (var i = 0; i < 50 && !sealedWords.Contains('+'); i++) sealedWords = crypto.Encrypt(words);
        var answer = await door.GetAsync($"{address}?{Query(crypto, sealedWords)}&echostr={Uri.EscapeDataString(sealedWords)}", cancellation);
        if (Findings.Unreached(Echo, address, answer, "SelfTest:StaffUrl") is { } unreached) return unreached;
        if (answer.Status != 200) return Refused(Echo, answer);
        if (answer.Body != words) return Findings.Fault(Echo, $"{address} 的回答被改动：应原样返回明文，不带引号、换行和其他内容，请检查网关", "SelfTest:StaffUrl");
        return answer.Took > EchoPatience
            ? Findings.Fault(Echo, $"回调地址验证用了 {Findings.Slow(answer.Took)}，企业微信只等 1 秒，请检查网络和网关")
            : Findings.Ok(Echo, "回调地址验证通过");
    }

    private async Task<SelfTestLine> MessageAsync(WeComOptions account, CallbackCrypto crypto, string address, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var inner = new XElement(
            "xml",
            new XElement("ToUserName", account.CorpId), new XElement("FromUserName", Nobody), new XElement("CreateTime", now.ToUnixTimeSeconds()),
            new XElement("MsgType", "text"), new XElement("Content", "帮助"), new XElement("MsgId", RandomNumberGenerator.GetInt32(int.MaxValue)), new XElement("AgentID", account.AgentId));
        var encrypted = crypto.Encrypt(inner.ToString(SaveOptions.DisableFormatting));
        var body = new XElement("xml", new XElement("ToUserName", account.CorpId), new XElement("AgentID", account.AgentId), new XElement("Encrypt", encrypted));
        var answer = await door.PostAsync($"{address}?{Query(crypto, encrypted)}", "text/xml", body.ToString(SaveOptions.DisableFormatting), cancellation);
        if (Findings.Unreached(Message, address, answer, "SelfTest:StaffUrl") is { } unreached) return unreached;
        if (answer.Status != 200) return Refused(Message, answer);
        return IsOurReply(crypto, answer.Body)
            ? Findings.Ok(Message, "消息的接收和加密回复正常")
            : Findings.Fault(Message, $"{address} 收下了消息，但回复无法解开：可能被网关改动", "SelfTest:StaffUrl");
    }

    private static SelfTestLine Refused(string part, DoorAnswer answer) => answer switch
    {
        _ when answer.Says("callback-signature-invalid") => Findings.Fault(part, "签名校验失败：这里的 Token 与正在运行的员工端、以及管理后台“接收消息”里的必须一致", "WeCom:PushToken"),
        _ when answer.Says("callback-foreign") => Findings.Fault(part, "企业 ID 与正在运行的员工端不一致", "WeCom:CorpId"),
        _ when answer.Says("callback-sealed") => Findings.Fault(part, "内容无法解密：EncodingAESKey 或企业 ID 与正在运行的员工端不一致", "WeCom:PushEncodingAESKey"),
        _ when answer.Says("callback-too-old") => Findings.Fault(part, "两台服务器的时间相差超过 5 分钟，请校准时钟"),
        _ when answer.Says("callback-incomplete") => Findings.Fault(part, "回调参数在途中丢失，请检查网关是否保留地址里的参数", "SelfTest:StaffUrl"),
        _ => Findings.Fault(part, $"回调地址回答了 {answer.Status}，不是本系统的回答，请检查网关", "SelfTest:StaffUrl"),
    };

    private string Query(CallbackCrypto crypto, string encrypted)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetHexString(10);
        return $"msg_signature={crypto.Sign(timestamp, nonce, encrypted)}&timestamp={timestamp}&nonce={nonce}";
    }

    private static bool IsOurReply(CallbackCrypto crypto, string body)
    {
        try
        {
            var reply = XElement.Parse(body);
            string Of(string name) => reply.Element(name)?.Value ?? "";
            return crypto.IsGenuine(Of("MsgSignature"), Of("TimeStamp"), Of("Nonce"), Of("Encrypt")) && crypto.Decrypt(Of("Encrypt")).Contains(Nobody, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is XmlException or CryptographicException)
        {
            return false;
        }
    }
}
