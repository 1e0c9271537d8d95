using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChatPay;
using CinemaCx.Connectors.WeChatPay.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>
/// 微信支付: our signature and the platform's, by asking for a payment nobody made; and whether notifications reach us, by one that nobody signed: that it is
/// refused for its signature proves the way.
/// </summary>
internal sealed class WeChatPaySelfTest(IServiceProvider services, OwnDoor door)
{
    private const string Api = "wechat-pay-api";
    private const string Notify = "wechat-pay-notify";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["MerchantV3Secret"] = "必须是正好 32 个字符的 APIv3 密钥",
        ["NotifyUrl"] = "必须是不带参数的 https 地址",
        ["MerchantCertificatePrivateKey"] = "不是可以读取的商户私钥",
        ["PlatformPublicKey"] = "不是可以读取的微信支付公钥",
    };

    public async Task<IReadOnlyList<SelfTestLine>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var account = services.GetRequiredService<IOptions<WeChatPayOptions>>().Value;
            return [await ApiAsync(services.GetRequiredService<WechatTenpayClient>(), cancellation), await NotifyAsync(account.NotifyUrl, cancellation)];
        }
        catch (OptionsValidationException e)
        {
            return Findings.Settings("wechat-pay-settings", e, Settings);
        }
    }

    private static async Task<SelfTestLine> ApiAsync(WechatTenpayClient client, CancellationToken cancellation)
    {
        try
        {
            var response = await client.ExecuteGetPayTransactionByOutTradeNumberAsync(
                new GetPayTransactionByOutTradeNumberRequest { OutTradeNumber = "pay_selftest_nobody_made" }, cancellation);
            return Judge(response);
        }
        catch (WechatTenpayException)
        {
            return Unverified();
        }
        catch (CommonException e)
        {
            return Findings.Silent(Api, "微信支付", e, "WeChatPay:Endpoint");
        }
    }

    private static SelfTestLine Judge(WechatTenpayResponse response) => (response.GetRawStatus(), response.ErrorCode?.Replace("_", "", StringComparison.Ordinal)) switch
    {
        (404, "ORDERNOTEXIST" or "ORDERNOTEXISTS" or "RESOURCENOTEXISTS") => response.IsSignatureVerified ? Findings.Ok(Api, "商户签名和平台验签都正确") : Unverified(),
        (401, _) or (_, "SIGNERROR") => Findings.Fault(Api, "微信支付不认可商户签名：请核对商户证书序列号与私钥是否为同一张证书", "WeChatPay:MerchantCertificateSerialNumber"),
        (_, "MCHNOTEXISTS" or "MCHNOTEXIST") or (400, "PARAMERROR") => Findings.Fault(Api, "商户号不对", "WeChatPay:MerchantId"),
        (403, _) => Findings.Fault(Api, $"商户没有权限（{response.ErrorCode}）：请检查商户号是否开通 JSAPI 支付并绑定小程序", "WeChatPay:MerchantId"),
        (429, _) => Findings.Fault(Api, "调用过于频繁，请稍后再试"),
        (var status, _) => Findings.Fault(Api, $"微信支付回答了 {status} {response.ErrorCode}，请稍后再试，或检查 WeChatPay:Endpoint", "WeChatPay:Endpoint"),
    };

    private static SelfTestLine Unverified() => Findings.Fault(Api, "微信支付的应答验签失败：请核对微信支付公钥及其 ID（或平台证书）", "WeChatPay:PlatformPublicKeyId");

    private async Task<SelfTestLine> NotifyAsync(string address, CancellationToken cancellation)
    {
        var answer = await door.PostAsync(address, "application/json", """{"id":"self-test"}""", cancellation);
        if (Findings.Unreached(Notify, address, answer, "WeChatPay:NotifyUrl") is { } unreached) return unreached;
        return answer.Status == 401 && answer.Says("signature-invalid")
            ? Findings.Ok(Notify, "支付通知的地址可达，未签名的通知会被拒绝")
            : Findings.Fault(Notify, $"{address} 回答了 {answer.Status}，不是本系统的支付通知地址", "WeChatPay:NotifyUrl");
    }
}
