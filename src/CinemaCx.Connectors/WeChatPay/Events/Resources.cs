using System.Text.Json.Serialization;
using CinemaCx.Connectors.WeChatPay.Models;

namespace CinemaCx.Connectors.WeChatPay.Events;

/// <summary>What a notification of a payment carries: the fields of the query's answer.</summary>
public sealed class TransactionResource
{
    [JsonPropertyName("appid")]
    public string? AppId { get; set; }

    [JsonPropertyName("mchid")]
    public string? MerchantId { get; set; }

    [JsonPropertyName("out_trade_no")]
    public string? OutTradeNumber { get; set; }

    [JsonPropertyName("transaction_id")]
    public string? TransactionId { get; set; }

    [JsonPropertyName("trade_state")]
    public string? TradeState { get; set; }

    [JsonPropertyName("success_time")]
    public DateTimeOffset? SuccessTime { get; set; }

    [JsonPropertyName("payer")]
    public GetPayTransactionByOutTradeNumberResponse.Types.Payer? Payer { get; set; }

    [JsonPropertyName("amount")]
    public GetPayTransactionByOutTradeNumberResponse.Types.Amount? Amount { get; set; }
}

/// <summary>What a notification of a refund carries (page "退款结果回调通知").</summary>
public sealed class RefundResource
{
    [JsonPropertyName("mchid")]
    public string? MerchantId { get; set; }

    [JsonPropertyName("out_trade_no")]
    public string? OutTradeNumber { get; set; }

    [JsonPropertyName("transaction_id")]
    public string? TransactionId { get; set; }

    [JsonPropertyName("out_refund_no")]
    public string? OutRefundNumber { get; set; }

    [JsonPropertyName("refund_id")]
    public string? RefundId { get; set; }

    /// <summary>SUCCESS, CLOSED, ABNORMAL. Asking about the refund calls the same thing <c>status</c>.</summary>
    [JsonPropertyName("refund_status")]
    public string? RefundStatus { get; set; }

    [JsonPropertyName("success_time")]
    public DateTimeOffset? SuccessTime { get; set; }

    [JsonPropertyName("user_received_account")]
    public string? UserReceivedAccount { get; set; }

    [JsonPropertyName("amount")]
    public RefundDomesticRefundResponse.Types.Amount? Amount { get; set; }
}
