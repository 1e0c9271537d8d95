using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>By which way DingTalk tells what somebody pressed or typed.</summary>
public enum DingTalkCallbackMode
{
    /// <summary>Over a connection that this side opens: nothing of the house must be reachable from outside.</summary>
    Stream,

    /// <summary>By requests to public addresses of the staff door.</summary>
    Http,
}

/// <summary>The organisation's internal app at DingTalk; section <c>DingTalk</c>. An empty <see cref="AppKey"/> switches the channel off.</summary>
public sealed class DingTalkOptions
{
    public const string Section = "DingTalk";

    /// <summary>Address of the new API; <c>https://api.dingtalk.io</c> for the international edition.</summary>
    public string Endpoint { get; set; } = "https://api.dingtalk.com";

    /// <summary>Address of the older API. Session webhooks are taken only when they lie there.</summary>
    public string LegacyEndpoint { get; set; } = "https://oapi.dingtalk.com";

    /// <summary>Where people are sent to sign in, inside the app and by QR code.</summary>
    public string LoginEndpoint { get; set; } = "https://login.dingtalk.com";

    /// <summary>The app's Client ID (formerly AppKey), <c>ding…</c>, from the developer console, page "凭证与基础信息".</summary>
    public string AppKey { get; set; } = "";

    /// <summary>The app's Client Secret, from the same page.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>The robot's code; of an internal app it is the AppKey, which is taken when this is empty.</summary>
    public string RobotCode { get; set; } = "";

    /// <summary>The organisation (<c>ding…</c>). What comes from another one is refused; empty: not compared.</summary>
    public string CorpId { get; set; } = "";

    /// <summary>The card template built from <c>src/docs/dingtalk-card.md</c>, <c>….schema</c>, from the card console.</summary>
    public string CardTemplateId { get; set; } = "";

    /// <summary>The same way must be chosen in the app's console for robot messages; cards name it in every call.</summary>
    public DingTalkCallbackMode CallbackMode { get; set; } = DingTalkCallbackMode.Stream;

    /// <summary>Http only: the name under which the address for card callbacks is registered; any text of ours.</summary>
    public string CallbackRouteKey { get; set; } = "";

    /// <summary>Http only: the public address for card callbacks, registered at every start. Empty: registered by hand.</summary>
    public string CallbackUrl { get; set; } = "";

    /// <summary>Http only: the key that signs card callbacks (<c>apiSecret</c> of the registration).</summary>
    public string CallbackSecret { get; set; } = "";

    /// <summary>Token of the event subscription, page "事件订阅"; empty when no events are pushed by HTTP.</summary>
    public string PushToken { get; set; } = "";

    /// <summary>The subscription's aes_key: 43 characters.</summary>
    public string PushEncodingAESKey { get; set; } = "";

    /// <summary>How long a call may take, in milliseconds.</summary>
    public int Timeout { get; set; } = 8000;

    /// <summary>Calls a second to one API, by each instance; the platform's limit depends on the edition, 20 in the smallest. 0: no limit.</summary>
    public int CallsPerSecond { get; set; } = 15;

    internal string Robot => RobotCode.Length > 0 ? RobotCode : AppKey;
}

internal sealed class DingTalkOptionsValidation : IValidateOptions<DingTalkOptions>
{
    private const int EncodingAesKeyLength = 43;

    public ValidateOptionsResult Validate(string? name, DingTalkOptions options)
    {
        var found = new OptionFaults(DingTalkOptions.Section);
        found.Address(nameof(options.Endpoint), options.Endpoint);
        found.Address(nameof(options.LegacyEndpoint), options.LegacyEndpoint);
        found.Address(nameof(options.LoginEndpoint), options.LoginEndpoint);
        found.Present(nameof(options.AppSecret), options.AppSecret, "the app's Client Secret");
        found.Present(nameof(options.CardTemplateId), options.CardTemplateId, "the id of the published card template");
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        if (options.CallsPerSecond < 0)
            found.Add(nameof(options.CallsPerSecond), "must be 0 or more.");
        if (options.CallbackMode == DingTalkCallbackMode.Http)
        {
            found.Present(nameof(options.CallbackRouteKey), options.CallbackRouteKey, "the name of the card callback's address");
            found.Present(nameof(options.CallbackSecret), options.CallbackSecret, "the key that signs card callbacks");
            if (options.CallbackUrl.Length > 0)
                found.Address(nameof(options.CallbackUrl), options.CallbackUrl);
        }
        if (options.PushToken.Length > 0 != options.PushEncodingAESKey.Length > 0)
            found.Add(nameof(options.PushEncodingAESKey), "and PushToken go together: give both or neither.");
        if (options.PushEncodingAESKey.Length is not (0 or EncodingAesKeyLength))
            found.Add(nameof(options.PushEncodingAESKey), "must be the 43 characters of the subscription's aes_key.");
        return found.Result();
    }
}
