using CinemaCx.Connectors.WeChatPay.Events;
using CinemaCx.Connectors.WeChatPay.Models;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>Turns what the platform says into what the port promises; null where it says something we do not understand.</summary>
internal static class PlatformViews
{
    public static PlatformPayment? View(this GetPayTransactionByOutTradeNumberResponse said) =>
        said.OutTradeNumber is { } number && StateOf(said.TradeState) is { } state
            ? new PlatformPayment(
                number, state, said.TransactionId, AsFen(said.Amount?.Total), said.Amount?.Currency, said.Payer?.OpenId, said.SuccessTime)
            : null;

    public static PlatformPayment? View(this TransactionResource said) =>
        said.OutTradeNumber is { } number && StateOf(said.TradeState) is { } state
            ? new PlatformPayment(
                number, state, said.TransactionId, AsFen(said.Amount?.Total), said.Amount?.Currency, said.Payer?.OpenId, said.SuccessTime)
            : null;

    public static PlatformRefund? View(this RefundDomesticRefundResponse said) =>
        View(said.OutRefundNumber, said.OutTradeNumber, said.Status, said.Amount, said.SuccessTime);

    // Here the state is called refund_status.
    public static PlatformRefund? View(this RefundResource said) =>
        View(said.OutRefundNumber, said.OutTradeNumber, said.RefundStatus, said.Amount, said.SuccessTime);

    private static PlatformRefund? View(
        string? refundNumber, string? tradeNumber, string? status, RefundDomesticRefundResponse.Types.Amount? amount, DateTimeOffset? succeededAt) =>
        refundNumber is not null && tradeNumber is not null && amount?.Refund is { } refund && RefundStateOf(status) is { } state
            ? new PlatformRefund(refundNumber, tradeNumber, state, new Fen(refund), succeededAt)
            : null;

    private static PlatformPaymentState? StateOf(string? tradeState) => tradeState switch
    {
        "SUCCESS" or "REFUND" => PlatformPaymentState.Succeeded,
        "NOTPAY" or "USERPAYING" or "PAYERROR" or "ACCEPT" => PlatformPaymentState.Open,
        "CLOSED" or "REVOKED" => PlatformPaymentState.Closed,
        _ => null,
    };

    private static PlatformRefundState? RefundStateOf(string? status) => status switch
    {
        "SUCCESS" => PlatformRefundState.Succeeded,
        "PROCESSING" => PlatformRefundState.Processing,
        "ABNORMAL" => PlatformRefundState.Abnormal,
        "CLOSED" => PlatformRefundState.Closed,
        _ => null,
    };

    private static Fen? AsFen(long? fen) => fen is { } value ? new Fen(value) : null;
}
