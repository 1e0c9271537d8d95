using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChatPay.Models;

/// <summary><c>POST /v3/refund/domestic/refunds</c>.</summary>
public sealed class CreateRefundDomesticRefundRequest : WechatTenpayRequest
{
    public static class Types
    {
        public sealed class Amount
        {
            /// <summary>What goes back now, in fen.</summary>
            [JsonPropertyName("refund")]
            public long Refund { get; set; }

            /// <summary>What the payment was for, in fen.</summary>
            [JsonPropertyName("total")]
            public long Total { get; set; }

            [JsonPropertyName("currency")]
            public string Currency { get; set; } = "CNY";
        }
    }

    /// <summary>This or <see cref="OutTradeNumber"/>.</summary>
    [JsonPropertyName("transaction_id")]
    public string? TransactionId { get; set; }

    [JsonPropertyName("out_trade_no")]
    public string? OutTradeNumber { get; set; }

    /// <summary>At most 64 of digits, letters and <c>_ - | * @</c>.</summary>
    [JsonPropertyName("out_refund_no")]
    public string OutRefundNumber { get; set; } = "";

    /// <summary>Shown to the guest, at most 80 bytes; not shown for parts of a yuan or less.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; set; }

    [JsonPropertyName("notify_url")]
    public string? NotifyUrl { get; set; }

    /// <summary><c>AVAILABLE</c> for merchants of the old fund flow.</summary>
    [JsonPropertyName("funds_account")]
    public string? FundsAccount { get; set; }

    [JsonPropertyName("amount")]
    public Types.Amount Amount { get; set; } = new();
}

/// <summary>Answer of <c>POST /v3/refund/domestic/refunds</c>.</summary>
public sealed class CreateRefundDomesticRefundResponse : RefundDomesticRefundResponse;

/// <summary><c>GET /v3/refund/domestic/refunds/{out_refund_no}</c>.</summary>
public sealed class GetRefundDomesticRefundByOutRefundNumberRequest : WechatTenpayRequest
{
    [JsonIgnore]
    public string OutRefundNumber { get; set; } = "";
}

/// <summary>Answer of <c>GET /v3/refund/domestic/refunds/{out_refund_no}</c>.</summary>
public sealed class GetRefundDomesticRefundByOutRefundNumberResponse : RefundDomesticRefundResponse;

/// <summary>A refund as asking for it and asking about it both answer.</summary>
public abstract class RefundDomesticRefundResponse : WechatTenpayResponse
{
    public static class Types
    {
        public sealed class Amount
        {
            /// <summary>What the payment was for, in fen.</summary>
            [JsonPropertyName("total")]
            public long? Total { get; set; }

            /// <summary>What goes back, in fen.</summary>
            [JsonPropertyName("refund")]
            public long? Refund { get; set; }

            [JsonPropertyName("payer_total")]
            public long? PayerTotal { get; set; }

            [JsonPropertyName("payer_refund")]
            public long? PayerRefund { get; set; }

            [JsonPropertyName("currency")]
            public string? Currency { get; set; }
        }
    }

    [JsonPropertyName("refund_id")]
    public string? RefundId { get; set; }

    [JsonPropertyName("out_refund_no")]
    public string? OutRefundNumber { get; set; }

    [JsonPropertyName("transaction_id")]
    public string? TransactionId { get; set; }

    [JsonPropertyName("out_trade_no")]
    public string? OutTradeNumber { get; set; }

    [JsonPropertyName("channel")]
    public string? Channel { get; set; }

    [JsonPropertyName("user_received_account")]
    public string? UserReceivedAccount { get; set; }

    [JsonPropertyName("success_time")]
    public DateTimeOffset? SuccessTime { get; set; }

    [JsonPropertyName("create_time")]
    public DateTimeOffset? CreateTime { get; set; }

    /// <summary>SUCCESS, CLOSED, PROCESSING, ABNORMAL. The notification calls the same thing <c>refund_status</c>.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; set; }

    [JsonPropertyName("amount")]
    public Types.Amount? Amount { get; set; }
}
