using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary><c>/_sim/payments</c>: look at orders and play the guest's phone.</summary>
internal static class PaymentHooks
{
    public static void Map(WebApplication app, PaymentBook book, Phone phone)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapGet("/payments", (string? state, int? limit) => SimJson.Ok(new
        {
            total = book.Count,
            payments = book.Latest.Where(p => state is null || p.State == state).Take(limit ?? 100).Select(p => Show(p, phone)).ToList(),
        }));
        sim.MapGet("/payments/{no}", (string no) => On(book, no, payment => SimJson.Ok(Show(payment, phone))));
        sim.MapPost("/payments/{no}/pay", (string no, PayWish? wish, HttpContext http) =>
            OnAsync(book, no, payment => PayAsync(phone, payment, wish ?? new PayWish(), http.RequestAborted)));
        sim.MapPost("/payments/{no}/fail", (string no, FailWish? wish) => On(book, no, payment => Fail(payment, wish ?? new FailWish(false, null))));
        sim.MapPost("/phone/request-payment", (PaymentCall call) => SimJson.Ok(new { errMsg = phone.RequestPayment(call) }));
    }

    /// <summary>Orders are known by their number or by any prepay_id of theirs.</summary>
    private static async Task<IResult> OnAsync(PaymentBook book, string no, Func<Payment, Task<IResult>> act) =>
        (book.Find(no) ?? book.FindPrepay(no)) is { } payment ? await act(payment) : SimJson.Refuse(404, "no-such-payment", $"no order {no}");

    private static IResult On(PaymentBook book, string no, Func<Payment, IResult> act) =>
        (book.Find(no) ?? book.FindPrepay(no)) is { } payment ? act(payment) : SimJson.Refuse(404, "no-such-payment", $"no order {no}");

    private static async Task<IResult> PayAsync(Phone phone, Payment payment, PayWish wish, CancellationToken stop)
    {
        if (wish.Notify is not ("send" or "none" or "delay" or "wait")) return SimJson.Refuse(400, "unknown-notify", "notify must be send, none, delay or wait");
        if (phone.Pay(payment, wish, out var told) is { } reason) return SimJson.Refuse(409, "not-payable", reason);
        if (wish.Notify == "wait") await told.WaitAsync(stop);
        return SimJson.Ok(new { payment.OutTradeNo, tradeState = payment.State, payment.TransactionId, payment.NotificationId, errMsg = "requestPayment:ok" });
    }

    // The order stays open: a wrong password is not a final state.
    private static IResult Fail(Payment payment, FailWish wish)
    {
        lock (payment.Gate)
        {
            if (payment.IsPaid) return SimJson.Refuse(409, "not-payable", "already paid");
            payment.LastFailure = wish.Cancel ? "cancel" : wish.Reason ?? "余额不足";
            return SimJson.Ok(new { payment.OutTradeNo, tradeState = payment.State, errMsg = "requestPayment:fail " + payment.LastFailure });
        }
    }

    private static object Show(Payment payment, Phone phone)
    {
        lock (payment.Gate)
        {
            return new
            {
                payment.OutTradeNo,
                tradeState = payment.State,
                payable = phone.CanPay(payment),
                payment.TransactionId,
                payment.PrepayId,
                payment.Terms.Appid,
                payment.Terms.Mchid,
                payment.Terms.Description,
                payment.Terms.Attach,
                payment.Terms.NotifyUrl,
                payment.Terms.Payer?.Openid,
                total = payment.Terms.Amount!.Total,
                paidTotal = payment.IsPaid ? payment.PaidTotal : (long?)null,
                payment.CreatedAt,
                payment.PayableUntil,
                payment.PaidAt,
                payment.LastFailure,
                payment.NotificationId,
                refunds = payment.Refunds.Select(RefundHooks.Show).ToList(),
            };
        }
    }

    /// <summary>How the pay sheet ends without money: the guest cancels, or the bank says no.</summary>
    private sealed record FailWish(bool Cancel, string? Reason);
}
