using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChat;

/// <summary>The WeChat API cannot be used as it is configured, or did not give what was needed.</summary>
/// <param name="errorCode">The platform's code; 0 when there was none.</param>
public sealed class WechatApiException(string message, int errorCode = 0) : CommonException(message)
{
    public int ErrorCode { get; } = errorCode;
}
