using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeCom;

/// <summary>WeCom gives no access token as it is configured.</summary>
/// <param name="errorCode">The platform's code; 0 when there was none.</param>
/// <param name="retryAfter">How long asking again is held back.</param>
public sealed class WechatWorkException(string message, int errorCode = 0, TimeSpan? retryAfter = null) : CommonException(message)
{
    public int ErrorCode { get; } = errorCode;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
