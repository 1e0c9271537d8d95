using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary><c>/v3/refund/domestic/refunds</c>: takes a refund in, shows it, and settles it later.</summary>
internal sealed class RefundDesk(
    WeChatPaySimulatorOptions options, PlatformSettings settings, PaymentBook book, DueQueue due, Notifier notifier, TimeProvider time)
{
    private readonly RefundRate _rate = new(options.RefundsPerSecond);

    public Answer Apply(Call call)
    {
        if (!PayJson.TryRead<RefundRequest>(call, out var request, out var wrong)) return wrong;
        if (RefundRules.RefuseFields(request) is { } refusal) return refusal;
        if (!_rate.TryTake(call.At)) return PayErrors.TooOften("频率超限，请降低请求频率");
        if (Find(request) is not { } payment) return PayErrors.NotFound("订单不存在");
        lock (payment.Gate)
        {
            if (book.FindRefund(request.OutRefundNo!) is { } earlier)
            {
                return earlier.Payment == payment && PayJson.SameContent(earlier.Body, call.Body)
                    ? PayJson.Ok(RefundView.Of(earlier))
                    : PayErrors.Invalid("订单金额或退款金额与之前请求不一致，请核实后再试");
            }

            if (RefundRules.Refuse(payment, request, call.At) is { } rule) return rule;
            var refund = new Refund(payment, request, call.Body, "503" + WireText.Stamp(call.At) + WireText.RandomDigits(12), call.At);
            if (!book.TryAdd(refund)) return PayErrors.Invalid("订单金额或退款金额与之前请求不一致，请核实后再试");
            payment.Refunds.Add(refund);
            payment.State = TradeState.Refunded;
            PlanOutcome(refund);
            return PayJson.Ok(RefundView.Of(refund));
        }
    }

    public Answer Show(Call call)
    {
        if (book.FindRefund(call.Route("no")) is not { } refund) return PayErrors.NotFound("退款单不存在");
        lock (refund.Payment.Gate) return PayJson.Ok(RefundView.Of(refund));
    }

    /// <summary>Settles a refund that is still open (PROCESSING, or ABNORMAL that somebody repaired) and tells the merchant.</summary>
    public bool Settle(Refund refund, string status)
    {
        lock (refund.Payment.Gate)
        {
            if (refund.Status is not (RefundStatus.Processing or RefundStatus.Abnormal) || refund.Status == status) return false;
            refund.Status = status;
            refund.DoneAt = status == RefundStatus.Done ? time.GetUtcNow() : null;
            notifier.RefundSettled(refund);
            return true;
        }
    }

    private Payment? Find(RefundRequest request)
    {
        var payment = string.IsNullOrEmpty(request.TransactionId) ? book.Find(request.OutTradeNo!) : book.FindTransaction(request.TransactionId);
        return string.IsNullOrEmpty(request.OutTradeNo) || payment?.OutTradeNo == request.OutTradeNo ? payment : null;
    }

    private void PlanOutcome(Refund refund)
    {
        var delay = settings.RefundDelay;
        if (delay < TimeSpan.Zero) return;
        due.At(refund.CreatedAt + delay, _ =>
        {
            if (refund.Status == RefundStatus.Processing) Settle(refund, RefundStatus.Done);
            return Task.CompletedTask;
        });
    }
}
