using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>When a refund is refused (docs 4012556457 and 4012552567).</summary>
internal static class RefundRules
{
    private const int MostPartialRefunds = 50;
    private const int LastDay = 365;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    public static Answer? RefuseFields(RefundRequest request)
    {
        (string Field, string? Complaint)[] complaints =
        [
            ("/out_trade_no", string.IsNullOrEmpty(request.TransactionId) && string.IsNullOrEmpty(request.OutTradeNo) ? "与 transaction_id 必填其一" : null),
            ("/out_refund_no", FieldRules.Number(request.OutRefundNo, 1, 64, "_-|*@")),
            ("/reason", FieldRules.Text(request.Reason, 80, required: false)),
            ("/notify_url", FieldRules.NotifyUrl(request.NotifyUrl, 256, required: false)),
            ("/amount/refund", request.Amount?.Refund is > 0 and <= int.MaxValue ? null : "应为大于 0 的整数，单位为分"),
            ("/amount/total", request.Amount?.Total is > 0 and <= int.MaxValue ? null : "应为大于 0 的整数，单位为分"),
            ("/amount/currency", request.Amount?.Currency == "CNY" ? null : "目前只支持人民币 CNY"),
        ];
        foreach (var (field, complaint) in complaints)
            if (complaint is not null) return PayErrors.Parameter(field, complaint);
        return null;
    }

    /// <summary>Rules that need the order's history; call under its gate.</summary>
    public static Answer? Refuse(Payment payment, RefundRequest request, DateTimeOffset now)
    {
        if (!payment.IsPaid) return PayErrors.Invalid("订单未支付，不能退款");
        if (request.Amount!.Total != payment.PaidTotal) return PayErrors.Invalid("订单金额或退款金额与之前请求不一致，请核实后再试");
        if (now > payment.PaidAt!.Value.AddDays(LastDay)) return PayErrors.Invalid("订单已超过退款期限");
        var counted = payment.Refunds.Where(r => r.Status != RefundStatus.Closed).ToList();
        if (counted.Sum(r => r.Fen) + request.Amount.Refund > payment.PaidTotal) return PayErrors.Invalid("退款金额大于可退金额，请核实后再试");
        if (counted.Count >= MostPartialRefunds) return PayErrors.Invalid("同一笔订单最多支持 50 次部分退款");
        return counted.Any(r => now - r.CreatedAt < Between) ? PayErrors.TooOften("同一笔订单的两次退款须间隔 1 分钟") : null;
    }
}
