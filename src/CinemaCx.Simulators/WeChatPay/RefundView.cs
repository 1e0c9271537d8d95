using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>A refund as the API answers it: its state is called <c>status</c>.</summary>
internal sealed record RefundView(
    string RefundId, string OutRefundNo, string TransactionId, string OutTradeNo, string Channel, string UserReceivedAccount,
    string? SuccessTime, string CreateTime, string Status, string FundsAccount, RefundAmountView Amount)
{
    public static RefundView Of(Refund refund) => new(
        refund.Id, refund.OutRefundNo, refund.Payment.TransactionId!, refund.Payment.OutTradeNo, "ORIGINAL", "支付用户零钱",
        refund.DoneAt is { } done ? WireText.Rfc3339(done) : null, WireText.Rfc3339(refund.CreatedAt), refund.Status,
        refund.Terms.FundsAccount ?? "AVAILABLE", RefundAmountView.Of(refund));
}

internal sealed record RefundAmountView(
    long Total, long Refund, IReadOnlyList<object> From, long PayerTotal, long PayerRefund,
    long SettlementRefund, long SettlementTotal, long DiscountRefund, string Currency)
{
    public static RefundAmountView Of(Refund refund)
    {
        var total = refund.Payment.PaidTotal;
        return new(total, refund.Fen, [], total, refund.Fen, refund.Fen, total, 0, "CNY");
    }
}

/// <summary>A refund as the notification tells it: here the state is called <c>refund_status</c>.</summary>
internal sealed record RefundNews(
    string Mchid, string TransactionId, string OutTradeNo, string RefundId, string OutRefundNo, string RefundStatus,
    string? SuccessTime, string UserReceivedAccount, RefundNewsAmount Amount)
{
    public static RefundNews Of(Refund refund) => new(
        refund.Payment.Terms.Mchid!, refund.Payment.TransactionId!, refund.Payment.OutTradeNo, refund.Id, refund.OutRefundNo, refund.Status,
        refund.DoneAt is { } done ? WireText.Rfc3339(done) : null, "支付用户零钱",
        new(refund.Payment.PaidTotal, refund.Fen, refund.Payment.PaidTotal, refund.Fen));
}

internal sealed record RefundNewsAmount(long Total, long Refund, long PayerTotal, long PayerRefund);
