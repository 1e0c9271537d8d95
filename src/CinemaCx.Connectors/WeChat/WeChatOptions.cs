using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChat;

/// <summary>The mini-program's account at WeChat; section <c>WeChat</c>.</summary>
public sealed class WeChatOptions
{
    public const string Section = "WeChat";

    /// <summary>Address of the WeChat API. <c>https://api2.weixin.qq.com</c> is the platform's own backup.</summary>
    public string Endpoint { get; set; } = "https://api.weixin.qq.com";

    /// <summary>The mini-program's id (<c>wx…</c>), from the mini-program console, "开发管理".</summary>
    public string AppId { get; set; } = "";

    /// <summary>The mini-program's secret, from the same page. Whoever has it can act as the mini-program.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>Token of "消息推送" in the mini-program console: signs what the platform sends us. Empty: nothing is taken, and no message is known to have arrived.</summary>
    public string PushToken { get; set; } = "";

    /// <summary>
    /// EncodingAESKey of "消息推送": 43 characters, where it is set to 安全模式 or 兼容模式; then only what is sealed is taken. Empty: 明文模式, in which nothing proves who
    /// wrote the body.
    /// </summary>
    public string PushEncodingAESKey { get; set; } = "";

    /// <summary>How long a call may take, in milliseconds.</summary>
    public int Timeout { get; set; } = 8000;
}

internal sealed class WeChatOptionsValidation : IValidateOptions<WeChatOptions>
{
    public ValidateOptionsResult Validate(string? name, WeChatOptions options)
    {
        var found = new OptionFaults(WeChatOptions.Section);
        found.Address(nameof(options.Endpoint), options.Endpoint);
        found.Present(nameof(options.AppId), options.AppId, "the mini-program's id (wx…)");
        found.Present(nameof(options.AppSecret), options.AppSecret, "the mini-program's secret");
        found.Push(nameof(options.PushToken), options.PushToken, nameof(options.PushEncodingAESKey), options.PushEncodingAESKey);
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        return found.Result();
    }
}
