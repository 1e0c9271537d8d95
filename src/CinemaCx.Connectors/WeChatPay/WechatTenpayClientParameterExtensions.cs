using System.Globalization;

namespace CinemaCx.Connectors.WeChatPay;

public static class WechatTenpayClientParameterExtensions
{
    /// <summary>The parameters of <c>wx.requestPayment</c> (page "小程序调起支付"), under its names.</summary>
    /// <param name="appId">The app that the prepay was made for.</param>
    public static IDictionary<string, string> GenerateParametersForJsapiPayRequest(
        this WechatTenpayClient client, string appId, string prepayId, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return client.GenerateParametersForJsapiPayRequest(appId, prepayId, timestamp, RequestSigner.NewNonce());
    }

    internal static IDictionary<string, string> GenerateParametersForJsapiPayRequest(
        this WechatTenpayClient client, string appId, string prepayId, string timestamp, string nonce)
    {
        var package = "prepay_id=" + prepayId;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["appId"] = appId,
            ["timeStamp"] = timestamp,
            ["nonceStr"] = nonce,
            ["package"] = package,
            ["signType"] = "RSA",
            ["paySign"] = client.Credentials.MerchantPrivateKey.Sign(SignedText.OfPayer(appId, timestamp, nonce, package)),
        };
    }
}
