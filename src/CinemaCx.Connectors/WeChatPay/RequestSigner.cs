using System.Security.Cryptography;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>Signs requests and payment parameters with the merchant's private key.</summary>
public sealed class RequestSigner(WechatTenpayCredentials credentials, TimeProvider time)
{
    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    /// <summary>What follows the scheme in the Authorization header (page "签名生成").</summary>
    /// <param name="pathAndQuery">As sent, percent-encoded, without scheme and host.</param>
    /// <param name="body">The bytes sent; empty for GET.</param>
    public string Authorize(string method, string pathAndQuery, ReadOnlySpan<byte> body) =>
        Authorize(method, pathAndQuery, body, time.GetUtcNow().ToUnixTimeSeconds(), NewNonce());

    /// <inheritdoc cref="Authorize(string, string, ReadOnlySpan{byte})"/>
    public string Authorize(string method, string pathAndQuery, ReadOnlySpan<byte> body, long timestamp, string nonce)
    {
        var signature = credentials.MerchantPrivateKey.Sign(SignedText.OfRequest(method, pathAndQuery, timestamp, nonce, body));
        return $"mchid=\"{credentials.MerchantId}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{timestamp}\","
            + $"serial_no=\"{credentials.MerchantCertificateSerialNumber}\"";
    }

    internal static string NewNonce() => RandomNumberGenerator.GetHexString(32);
}
