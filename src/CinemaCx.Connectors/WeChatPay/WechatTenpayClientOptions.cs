using CinemaCx.Connectors.Crypto;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>What <see cref="WechatTenpayClient"/> is built from.</summary>
public sealed class WechatTenpayClientOptions
{
    /// <summary>Timeout of a call in milliseconds.</summary>
    public int Timeout { get; set; } = 30000;

    /// <summary>Address including <c>/v3</c>.</summary>
    public string Endpoint { get; set; } = "https://api.mch.weixin.qq.com/v3";

    public string MerchantId { get; set; } = "";

    /// <summary>The APIv3 key: 32 ASCII characters.</summary>
    public string MerchantV3Secret { get; set; } = "";

    public string MerchantCertificateSerialNumber { get; set; } = "";

    /// <summary>PEM text, or the path of a PEM file.</summary>
    public string MerchantCertificatePrivateKey { get; set; } = "";

    public PlatformAuthScheme PlatformAuthScheme { get; set; } = PlatformAuthScheme.Certificate;

    /// <summary><c>PUB_KEY_ID_…</c>.</summary>
    public string PlatformPublicKeyId { get; set; } = "";

    /// <summary>PEM text, or the path of a PEM file.</summary>
    public string PlatformPublicKey { get; set; } = "";
}

/// <summary>Whom a client speaks for, and the key it signs with.</summary>
public sealed record WechatTenpayCredentials(string MerchantId, string MerchantCertificateSerialNumber, RsaKey MerchantPrivateKey)
{
    /// <exception cref="ArgumentException">The private key is not one.</exception>
    public static WechatTenpayCredentials From(WechatTenpayClientOptions options) =>
        new(options.MerchantId, options.MerchantCertificateSerialNumber, RsaKey.From(options.MerchantCertificatePrivateKey));
}
