using System.Globalization;
using System.Text.RegularExpressions;
using CinemaCx.Connectors.Http;
using CinemaCx.Messages;

namespace CinemaCx.Connectors.WeChat;

/// <summary>What WeChat's answer to a message means (pages "发送订阅消息", "发送模板消息", "全局返回码").</summary>
internal static partial class MessageOutcomes
{
    /// <summary>A limit lasts as long as its window; whether of the minute or of the day the code does not say, so it is tried again each minute.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static SendReceipt Of(WechatApiResponse response, string? messageId = null)
    {
        var status = response.GetRawStatus();
        if (status != 200) return new SendReceipt(SendOutcome.Silent, Error: string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"));
        var error = string.Create(CultureInfo.InvariantCulture, $"{response.ErrorCode} {response.ErrorMessage}");
        return response.ErrorCode switch
        {
            0 => new SendReceipt(SendOutcome.Sent, messageId),
            43101 => new SendReceipt(SendOutcome.NoCredit, Error: error),
            40003 or 43004 => new SendReceipt(SendOutcome.Unreachable, Error: error),
            47003 => new SendReceipt(SendOutcome.BadForm, Error: error, Field: FieldOf(response.ErrorMessage ?? "")),
            40037 or 41030 or 43107 => new SendReceipt(SendOutcome.BadForm, Error: error),
            45168 => new SendReceipt(SendOutcome.Refused, Error: error),
            45009 or 45011 => new SendReceipt(SendOutcome.Later, Error: error, RestFor: Window),
            // An answer that names an error says that nothing was sent.
            _ => new SendReceipt(SendOutcome.Later, Error: error),
        };
    }

    /// <summary>A call that broke off. Only what never left this machine was surely not sent.</summary>
    public static SendReceipt Of(CommonException broken) => broken switch
    {
        WechatApiException => new SendReceipt(SendOutcome.Later, Error: broken.Message, RestFor: TimeSpan.FromSeconds(10)),
        _ when broken.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            new SendReceipt(SendOutcome.Later, Error: broken.Message),
        _ => new SendReceipt(SendOutcome.Silent, Error: broken.Message),
    };

    /// <summary>The one place where the platform's words must be read: <c>argument invalid! data.thing3.value invalid</c>, <c>… is empty</c>, <c>… is emtpy</c>.</summary>
    public static string? FieldOf(string message) => Field().Match(message) is { Success: true } match ? match.Groups["key"].Value : null;

    [GeneratedRegex(@"data\.(?<key>[A-Za-z_]+[0-9]*)(\.value|\b)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
