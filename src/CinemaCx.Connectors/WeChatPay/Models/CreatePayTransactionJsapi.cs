using System.Text.Json.Serialization;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChatPay.Models;

/// <summary><c>POST /v3/pay/transactions/jsapi</c>.</summary>
public sealed class CreatePayTransactionJsapiRequest : WechatTenpayRequest
{
    public static class Types
    {
        public sealed class Amount
        {
            /// <summary>In fen.</summary>
            [JsonPropertyName("total")]
            public long Total { get; set; }

            [JsonPropertyName("currency")]
            public string Currency { get; set; } = "CNY";
        }

        public sealed class Payer
        {
            /// <summary>The guest's id within <see cref="CreatePayTransactionJsapiRequest.AppId"/>.</summary>
            [JsonPropertyName("openid")]
            public string OpenId { get; set; } = "";
        }
    }

    [JsonPropertyName("appid")]
    public string AppId { get; set; } = "";

    /// <summary>The client's own when null.</summary>
    [JsonPropertyName("mchid")]
    public string? MerchantId { get; set; }

    /// <summary>Shown in the guest's bill, at most 127 characters.</summary>
    [JsonPropertyName("description")]
    public string Description { get; set; } = "";

    /// <summary>6 to 32 of digits, letters and <c>_ - | *</c>, unique per merchant.</summary>
    [JsonPropertyName("out_trade_no")]
    public string OutTradeNumber { get; set; } = "";

    /// <summary>End of paying time, at least a minute ahead; it cannot be changed later.</summary>
    [JsonPropertyName("time_expire")]
    [JsonConverter(typeof(ChinaTimeConverter))]
    public DateTimeOffset? ExpireTime { get; set; }

    /// <summary>Comes back in query and notification, at most 128 characters.</summary>
    [JsonPropertyName("attach")]
    public string? Attachment { get; set; }

    [JsonPropertyName("notify_url")]
    public string NotifyUrl { get; set; } = "";

    [JsonPropertyName("amount")]
    public Types.Amount Amount { get; set; } = new();

    [JsonPropertyName("payer")]
    public Types.Payer Payer { get; set; } = new();
}

/// <summary>Answer of <c>POST /v3/pay/transactions/jsapi</c>.</summary>
public sealed class CreatePayTransactionJsapiResponse : WechatTenpayResponse
{
    /// <summary>Valid two hours.</summary>
    [JsonPropertyName("prepay_id")]
    public string? PrepayId { get; set; }
}
