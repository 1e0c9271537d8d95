using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeCom;

/// <summary>The staff's application at WeCom (企业微信); section <c>WeCom</c>. Without a corp id the channel is off.</summary>
public sealed class WeComOptions
{
    public const string Section = "WeCom";

    /// <summary>Address of the WeCom API, <c>/cgi-bin</c> included.</summary>
    public string Endpoint { get; set; } = "https://qyapi.weixin.qq.com/cgi-bin";

    /// <summary>The company's id (<c>ww…</c>), from the admin console, "我的企业". Empty: no alerts go to WeCom.</summary>
    public string CorpId { get; set; } = "";

    /// <summary>The application's number, from its page in "应用管理".</summary>
    public int AgentId { get; set; }

    /// <summary>The application's secret, from the same page.</summary>
    public string AgentSecret { get; set; } = "";

    /// <summary>Token of "接收消息" in the same application: signs what WeCom sends us.</summary>
    public string PushToken { get; set; } = "";

    /// <summary>EncodingAESKey of "接收消息": 43 characters.</summary>
    public string PushEncodingAESKey { get; set; } = "";

    /// <summary>Where people are sent to be recognised inside the app.</summary>
    public string OAuthEndpoint { get; set; } = "https://open.weixin.qq.com";

    /// <summary>Where people scan a QR code to sign in.</summary>
    public string LoginEndpoint { get; set; } = "https://login.work.weixin.qq.com";

    /// <summary>How long a call may take, in milliseconds.</summary>
    public int Timeout { get; set; } = 5000;
}

internal sealed class WeComOptionsValidation : IValidateOptions<WeComOptions>
{
    public ValidateOptionsResult Validate(string? name, WeComOptions options)
    {
        var found = new OptionFaults(WeComOptions.Section);
        if (string.IsNullOrWhiteSpace(options.CorpId))
            return found.Result();

        found.Address(nameof(options.Endpoint), options.Endpoint);
        if (!options.Endpoint.TrimEnd('/').EndsWith("/cgi-bin", StringComparison.Ordinal))
            found.Add(nameof(options.Endpoint), "must end in /cgi-bin.");
        found.Address(nameof(options.OAuthEndpoint), options.OAuthEndpoint);
        found.Address(nameof(options.LoginEndpoint), options.LoginEndpoint);
        if (options.AgentId <= 0)
            found.Add(nameof(options.AgentId), "is missing: the application's number.");
        found.Present(nameof(options.AgentSecret), options.AgentSecret, "the application's secret");
        found.Present(nameof(options.PushToken), options.PushToken, "the Token of 接收消息");
        if (!CallbackCrypto.IsKey(options.PushEncodingAESKey))
            found.Add(nameof(options.PushEncodingAESKey), "must be the 43 characters of the EncodingAESKey of 接收消息.");
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        return found.Result();
    }
}
