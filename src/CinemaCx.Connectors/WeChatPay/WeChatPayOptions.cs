using System.Text;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>The merchant's account at WeChat Pay, APIv3; section <c>WeChatPay</c>.</summary>
public sealed class WeChatPayOptions
{
    public const string Section = "WeChatPay";

    /// <summary>Address of the API including <c>/v3</c>. <c>https://api2.mch.weixin.qq.com/v3</c> is the platform's own backup.</summary>
    public string Endpoint { get; set; } = "https://api.mch.weixin.qq.com/v3";

    /// <summary>The merchant's number (mchid).</summary>
    public string MerchantId { get; set; } = "";

    /// <summary>The APIv3 key: 32 ASCII characters, set in the merchant console.</summary>
    public string MerchantV3Secret { get; set; } = "";

    /// <summary>Serial number of the merchant's API certificate, in hex.</summary>
    public string MerchantCertificateSerialNumber { get; set; } = "";

    /// <summary>The private key of that certificate: the PEM text, or the path of <c>apiclient_key.pem</c>.</summary>
    public string MerchantCertificatePrivateKey { get; set; } = "";

    /// <summary>The mini-program's id that is bound to the merchant; payments and their signatures are made for it.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Where the platform sends notifications: https, reachable from outside, no query, at most 255 characters.</summary>
    public string NotifyUrl { get; set; } = "";

    /// <summary>How the platform's own signatures are checked.</summary>
    public PlatformAuthScheme PlatformAuthScheme { get; set; } = PlatformAuthScheme.Certificate;

    /// <summary>Id of the platform's public key, <c>PUB_KEY_ID_…</c>; needed by <see cref="PlatformAuthScheme.PublicKey"/>.</summary>
    public string PlatformPublicKeyId { get; set; } = "";

    /// <summary>The platform's public key: the PEM text, or the path of <c>pub_key.pem</c>.</summary>
    public string PlatformPublicKey { get; set; } = "";

    /// <summary>How long a call may take, in milliseconds, a second attempt included.</summary>
    public int Timeout { get; set; } = 10000;
}

internal sealed class WeChatPayOptionsValidation : IValidateOptions<WeChatPayOptions>
{
    public ValidateOptionsResult Validate(string? name, WeChatPayOptions options)
    {
        var found = new OptionFaults(WeChatPayOptions.Section);
        found.Address(nameof(options.Endpoint), options.Endpoint);
        if (!options.Endpoint.TrimEnd('/').EndsWith("/v3", StringComparison.Ordinal))
            found.Add(nameof(options.Endpoint), "must end in /v3.");
        found.Present(nameof(options.MerchantId), options.MerchantId, "the merchant's number (mchid)");
        found.Present(nameof(options.AppId), options.AppId, "the mini-program's id (wx…) that is bound to the merchant");
        if (Encoding.UTF8.GetByteCount(options.MerchantV3Secret) != 32)
            found.Add(nameof(options.MerchantV3Secret), "must be the APIv3 key of exactly 32 characters.");
        if (options.MerchantCertificateSerialNumber.Length == 0 || !options.MerchantCertificateSerialNumber.All(char.IsAsciiHexDigit))
            found.Add(nameof(options.MerchantCertificateSerialNumber), "must be the serial number of the merchant's API certificate in hex.");
        Notifications(found, options);
        Keys(found, options);
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        return found.Result();
    }

    private static void Notifications(OptionFaults found, WeChatPayOptions options)
    {
        found.Address(nameof(options.NotifyUrl), options.NotifyUrl);
        if (options.NotifyUrl.Length > 255)
            found.Add(nameof(options.NotifyUrl), "must be at most 255 characters.");
    }

    private static void Keys(OptionFaults found, WeChatPayOptions options)
    {
        if (!IsPrivateKey(options.MerchantCertificatePrivateKey))
            found.Add(nameof(options.MerchantCertificatePrivateKey), "must be the PEM text of an RSA private key or the path of such a file (apiclient_key.pem).");

        var given = options.PlatformPublicKeyId.Length > 0 || options.PlatformPublicKey.Length > 0;
        if (!given && options.PlatformAuthScheme == PlatformAuthScheme.Certificate)
            return;
        if (!options.PlatformPublicKeyId.StartsWith("PUB_KEY_ID_", StringComparison.Ordinal))
            found.Add(nameof(options.PlatformPublicKeyId), "must be the id of the platform's public key: PUB_KEY_ID_ and digits.");
        if (!IsKey(options.PlatformPublicKey))
            found.Add(nameof(options.PlatformPublicKey), "must be the PEM text of the platform's public key or the path of such a file (pub_key.pem).");
    }

    private static bool IsPrivateKey(string pemOrPath) => Try(pemOrPath) is { CanSign: true };

    private static bool IsKey(string pemOrPath) => Try(pemOrPath) is not null;

    private static RsaKey? Try(string pemOrPath)
    {
        try
        {
            return RsaKey.From(pemOrPath);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
