using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChatPay.Models;

/// <summary><c>POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close</c>.</summary>
public sealed class ClosePayTransactionRequest : WechatTenpayRequest
{
    [JsonIgnore]
    public string OutTradeNumber { get; set; } = "";

    /// <summary>The client's own when null.</summary>
    [JsonPropertyName("mchid")]
    public string? MerchantId { get; set; }
}

/// <summary>Answer of the close: 204 and no body.</summary>
public sealed class ClosePayTransactionResponse : WechatTenpayResponse;
