using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChatPay.Models;

/// <summary><c>GET /v3/pay/transactions/out-trade-no/{out_trade_no}</c>.</summary>
public sealed class GetPayTransactionByOutTradeNumberRequest : WechatTenpayRequest
{
    [JsonIgnore]
    public string OutTradeNumber { get; set; } = "";

    /// <summary>The client's own when null.</summary>
    [JsonIgnore]
    public string? MerchantId { get; set; }
}

/// <summary>Answer of <c>GET /v3/pay/transactions/out-trade-no/{out_trade_no}</c>. Unpaid orders lack transaction id, payer and success time.</summary>
public sealed class GetPayTransactionByOutTradeNumberResponse : WechatTenpayResponse
{
    public static class Types
    {
        public sealed class Amount
        {
            /// <summary>What the order was for, in fen.</summary>
            [JsonPropertyName("total")]
            public long? Total { get; set; }

            /// <summary>What the guest paid of it, in fen; the platform's own coupons make it less.</summary>
            [JsonPropertyName("payer_total")]
            public long? PayerTotal { get; set; }

            [JsonPropertyName("currency")]
            public string? Currency { get; set; }

            [JsonPropertyName("payer_currency")]
            public string? PayerCurrency { get; set; }
        }

        public sealed class Payer
        {
            [JsonPropertyName("openid")]
            public string? OpenId { get; set; }
        }
    }

    [JsonPropertyName("appid")]
    public string? AppId { get; set; }

    [JsonPropertyName("mchid")]
    public string? MerchantId { get; set; }

    [JsonPropertyName("out_trade_no")]
    public string? OutTradeNumber { get; set; }

    [JsonPropertyName("transaction_id")]
    public string? TransactionId { get; set; }

    [JsonPropertyName("trade_type")]
    public string? TradeType { get; set; }

    /// <summary>SUCCESS, REFUND (some refund exists), NOTPAY, CLOSED, REVOKED, USERPAYING, PAYERROR, ACCEPT.</summary>
    [JsonPropertyName("trade_state")]
    public string? TradeState { get; set; }

    [JsonPropertyName("trade_state_desc")]
    public string? TradeStateDescription { get; set; }

    [JsonPropertyName("bank_type")]
    public string? BankType { get; set; }

    [JsonPropertyName("attach")]
    public string? Attachment { get; set; }

    [JsonPropertyName("success_time")]
    public DateTimeOffset? SuccessTime { get; set; }

    [JsonPropertyName("payer")]
    public Types.Payer? Payer { get; set; }

    [JsonPropertyName("amount")]
    public Types.Amount? Amount { get; set; }
}
