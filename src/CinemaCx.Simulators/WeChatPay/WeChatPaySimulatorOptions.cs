using System.Security.Cryptography;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>With which kind of platform key the simulator signs (WeChat Pay doc 4012153196, 微信支付公钥 and 平台证书).</summary>
public enum PlatformKeyMode
{
    /// <summary>Platform certificates, to be fetched from <c>/v3/certificates</c>.</summary>
    Certificate,

    /// <summary>The WeChat Pay public key with a <c>PUB_KEY_ID_…</c> serial.</summary>
    PublicKey,

    /// <summary>Both, as during a merchant's switch: whoever names the public key in <c>Wechatpay-Serial</c> gets it.</summary>
    Both,
}

/// <summary>One merchant at the simulated WeChat Pay.</summary>
public sealed class WeChatPaySimulatorOptions
{
    private readonly Lazy<string> _generatedKey = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    });

    private string? _platformPrivateKeyPem;

    /// <summary>Address to listen on; port 0 takes a free one (read it from <c>WebApplication.Urls</c> after the start).</summary>
    public string Url { get; set; } = "http://127.0.0.1:5092";

    /// <summary>The mini-program bound to the merchant.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Further mini-programs bound to the merchant.</summary>
    public IList<string> MoreAppIds { get; } = [];

    /// <summary>The merchant number (mchid).</summary>
    public string MerchantId { get; set; } = "";

    /// <summary>Hex serial of the merchant's API certificate, as named in the request's <c>serial_no</c>.</summary>
    public string MerchantSerialNumber { get; set; } = "";

    /// <summary>The merchant's public key: PEM of a public key, of a certificate, or of the private key.</summary>
    public string MerchantPublicKeyPem { get; set; } = "";

    /// <summary>The 32 ASCII characters that encrypt notifications and certificates.</summary>
    public string ApiV3Key { get; set; } = "";

    /// <summary>Which platform key signs answers and notifications.</summary>
    public PlatformKeyMode KeyMode { get; set; } = PlatformKeyMode.PublicKey;

    /// <summary>The platform's RSA private key; one of 2048 bits is made when none is given.</summary>
    public string PlatformPrivateKeyPem
    {
        get => _platformPrivateKeyPem ?? _generatedKey.Value;
        set => _platformPrivateKeyPem = value;
    }

    /// <summary>Serial of the platform's public key, for the client's configuration.</summary>
    public string PublicKeyId { get; set; } = "PUB_KEY_ID_0000000000000024101100397200000006";

    /// <summary>The platform's public key, for the client's configuration.</summary>
    public string PublicKeyPem
    {
        get
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(PlatformPrivateKeyPem);
            return rsa.ExportSubjectPublicKeyInfoPem();
        }
    }

    /// <summary>How long a refund stays PROCESSING, on the simulator's clock; negative: until <c>/_sim/refunds/{no}/outcome</c> decides.</summary>
    public TimeSpan RefundDelay { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Where refund notifications go when the refund names no <c>notify_url</c> (the merchant console's setting).</summary>
    public string? RefundNotifyUrl { get; set; }

    /// <summary>Refund applications per second before 429 FREQUENCY_LIMITED; 0 for no limit.</summary>
    public int RefundsPerSecond { get; set; } = 150;

    internal bool Knows(string appId) => appId == AppId || MoreAppIds.Contains(appId);

    internal void Check()
    {
        Demand(AppId.Length > 0, nameof(AppId));
        Demand(MerchantId.Length > 0, nameof(MerchantId));
        Demand(MerchantSerialNumber.Length > 0, nameof(MerchantSerialNumber));
        Demand(MerchantPublicKeyPem.Length > 0, nameof(MerchantPublicKeyPem));
        Demand(ApiV3Key.Length == 32 && ApiV3Key.All(char.IsAscii), nameof(ApiV3Key) + " (32 ASCII characters)");
    }

    private static void Demand(bool given, string name)
    {
        if (!given) throw new InvalidOperationException($"The WeChat Pay simulator needs {name}.");
    }
}
