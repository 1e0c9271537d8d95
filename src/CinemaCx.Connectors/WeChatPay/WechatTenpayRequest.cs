using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>A call to WeChat Pay.</summary>
public abstract class WechatTenpayRequest
{
    /// <summary>Header <c>Wechatpay-Serial</c>; the client sets it to the platform's public key id where that is in use.</summary>
    [JsonIgnore]
    public string? WechatpaySerialNumber { get; set; }

    /// <summary>Timeout of this call in milliseconds, when it differs from the client's.</summary>
    [JsonIgnore]
    public int? Timeout { get; set; }
}
