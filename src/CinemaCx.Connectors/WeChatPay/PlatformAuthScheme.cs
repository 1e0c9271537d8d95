namespace CinemaCx.Connectors.WeChatPay;

/// <summary>How WeChat Pay proves who it is. Whichever is chosen, signatures by the other kind of key are accepted too where that key is known.</summary>
public enum PlatformAuthScheme
{
    /// <summary>Platform certificates (平台证书), downloaded and renewed by the client itself.</summary>
    Certificate,

    /// <summary>The WeChat Pay public key (微信支付公钥), taken from the merchant console once.</summary>
    PublicKey,
}
