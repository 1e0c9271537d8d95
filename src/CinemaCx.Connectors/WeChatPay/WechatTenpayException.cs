using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>An answer of WeChat Pay cannot be trusted, or its keys are not to be had.</summary>
public sealed class WechatTenpayException(string message, Exception? inner = null) : CommonException(message, inner);
