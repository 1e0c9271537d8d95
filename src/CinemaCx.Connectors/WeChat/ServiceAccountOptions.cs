using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChat;

/// <summary>The service account (服务号) bound to the same Open Platform account as the mini-program; section <c>ServiceAccount</c>. Without an app id the channel is off.</summary>
public sealed class ServiceAccountOptions
{
    public const string Section = "ServiceAccount";

    /// <summary>Address of the WeChat API.</summary>
    public string Endpoint { get; set; } = "https://api.weixin.qq.com";

    /// <summary>The service account's id (<c>wx…</c>). Empty: no template messages.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Its secret.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>Token of "服务器配置" in the service account's console: signs what the platform sends us. Empty: nothing is taken, and no message is known to have arrived.</summary>
    public string PushToken { get; set; } = "";

    /// <summary>
    /// EncodingAESKey of "服务器配置": 43 characters, where it is set to 安全模式 or 兼容模式; then only what is sealed is taken. Empty: 明文模式, in which nothing proves who
    /// wrote the body.
    /// </summary>
    public string PushEncodingAESKey { get; set; } = "";

    /// <summary>How long a call may take, in milliseconds.</summary>
    public int Timeout { get; set; } = 8000;
}

internal sealed class ServiceAccountOptionsValidation : IValidateOptions<ServiceAccountOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceAccountOptions options)
    {
        var found = new OptionFaults(ServiceAccountOptions.Section);
        if (string.IsNullOrWhiteSpace(options.AppId)) return found.Result();
        found.Address(nameof(options.Endpoint), options.Endpoint);
        found.Present(nameof(options.AppSecret), options.AppSecret, "the service account's secret");
        found.Push(nameof(options.PushToken), options.PushToken, nameof(options.PushEncodingAESKey), options.PushEncodingAESKey);
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        return found.Result();
    }
}
