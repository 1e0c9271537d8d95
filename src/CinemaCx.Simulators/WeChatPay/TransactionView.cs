using System.Text.Json;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>An order as the query and the notification show it; an unpaid one lacks transaction, payer and time.</summary>
internal sealed record TransactionView
{
    public string? Appid { get; init; }

    public string? Mchid { get; init; }

    public string? OutTradeNo { get; init; }

    public string? TransactionId { get; init; }

    public string? TradeType { get; init; }

    public string? TradeState { get; init; }

    public string? TradeStateDesc { get; init; }

    public string? BankType { get; init; }

    public string? Attach { get; init; }

    public string? SuccessTime { get; init; }

    public PayerView? Payer { get; init; }

    public TransactionAmount? Amount { get; init; }

    public JsonElement? SceneInfo { get; init; }

    /// <summary>Call under the payment's gate.</summary>
    public static TransactionView Of(Payment payment)
    {
        var terms = payment.Terms;
        var view = new TransactionView
        {
            Appid = terms.Appid,
            Mchid = terms.Mchid,
            OutTradeNo = terms.OutTradeNo,
            TradeType = "JSAPI",
            TradeState = payment.State,
            TradeStateDesc = WeChatPay.TradeState.Describe(payment.State),
            Amount = new TransactionAmount(terms.Amount!.Total!.Value, null, "CNY", null),
        };
        return payment.TransactionId is null ? view : view with
        {
            TransactionId = payment.TransactionId,
            BankType = "OTHERS",
            Attach = terms.Attach ?? "",
            SuccessTime = WireText.Rfc3339(payment.PaidAt!.Value),
            Payer = terms.Payer,
            Amount = new TransactionAmount(payment.PaidTotal, payment.PaidTotal, "CNY", "CNY"),
            SceneInfo = terms.SceneInfo,
        };
    }
}

internal sealed record TransactionAmount(long Total, long? PayerTotal, string Currency, string? PayerCurrency);
