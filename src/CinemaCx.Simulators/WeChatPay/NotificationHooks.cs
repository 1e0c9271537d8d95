using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>What a notification sent by hand may have wrong with it.</summary>
internal sealed record NotifyWish
{
    /// <summary>Signed with somebody else's key.</summary>
    public bool CorruptSignature { get; init; }

    /// <summary>The platform's probe: a signature beginning WECHATPAY/SIGNTEST/.</summary>
    public bool SignTest { get; init; }

    /// <summary>Ten minutes old by its timestamp, correctly signed.</summary>
    public bool Stale { get; init; }

    /// <summary>The ciphertext changed by one bit, correctly signed.</summary>
    public bool Tamper { get; init; }

    public bool Unsigned { get; init; }

    public bool UnknownSerial { get; init; }

    /// <summary>The resource names another mchid.</summary>
    public bool WrongMerchant { get; init; }

    /// <summary>The resource names another appid (payments only).</summary>
    public bool WrongApp { get; init; }

    /// <summary>The resource names this amount, in fen.</summary>
    public long? AmountTotal { get; init; }

    /// <summary>The id of the notification that was sent before, instead of a new one.</summary>
    public bool OldNotificationId { get; init; }

    /// <summary>How many times, one after the other, with the same id.</summary>
    public int Repeat { get; init; } = 1;

    public Flaws Flaws => new(CorruptSignature, SignTest, Stale, Tamper, Unsigned, UnknownSerial);
}

/// <summary><c>/_sim/notifications</c>, and sending one by hand.</summary>
internal static class NotificationHooks
{
    public static void Map(WebApplication app, WeChatPaySimulatorOptions options, PaymentBook book, Notifier notifier, TimeProvider time)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapGet("/notifications", (string? outTradeNo, int? limit) => SimJson.Ok(new
        {
            notifications = notifier.Latest.Where(n => outTradeNo is null || n.OutTradeNo == outTradeNo).Take(limit ?? 100).Select(Show).ToList(),
        }));
        sim.MapPost("/payments/{no}/notify", async (string no, NotifyWish? wish, HttpContext http) =>
            (book.Find(no) ?? book.FindPrepay(no)) is not { } payment
                ? SimJson.Refuse(404, "no-such-payment", $"no order {no}")
                : await SendAsync(notifier, Compose(payment, wish ?? new NotifyWish(), time), wish ?? new NotifyWish(), http.RequestAborted));
        sim.MapPost("/refunds/{no}/notify", async (string no, NotifyWish? wish, HttpContext http) =>
        {
            if (book.FindRefund(no) is not { } refund) return RefundHooks.NoRefund(no);
            return Compose(refund, wish ?? new NotifyWish(), options, time) is { } notification
                ? await SendAsync(notifier, notification, wish ?? new NotifyWish(), http.RequestAborted)
                : SimJson.Refuse(409, "no-notify-url", "neither the refund nor the options name a notify_url");
        });
    }

    private static async Task<IResult> SendAsync(Notifier notifier, Notification notification, NotifyWish wish, CancellationToken stop)
    {
        var attempts = new List<Attempt>();
        for (var i = 0; i < Math.Max(1, wish.Repeat); i++) attempts.Add(await notifier.SendByHandAsync(notification, wish.Flaws, stop));
        return SimJson.Ok(new { notificationId = notification.Id, attempts[^1].Status, attempts });
    }

    // An unpaid order is told as paid too: a notification alone must not be believed.
    private static Notification Compose(Payment payment, NotifyWish wish, TimeProvider time)
    {
        lock (payment.Gate)
        {
            var view = TransactionView.Of(payment);
            if (!payment.IsPaid)
            {
                view = view with
                {
                    TradeState = TradeState.Paid,
                    TransactionId = "4200" + WireText.RandomDigits(24),
                    SuccessTime = WireText.Rfc3339(time.GetUtcNow()),
                    Payer = payment.Terms.Payer,
                    Amount = new TransactionAmount(payment.PaidTotal, payment.PaidTotal, "CNY", "CNY"),
                };
            }

            if (wish.AmountTotal is { } fen) view = view with { Amount = new TransactionAmount(fen, fen, "CNY", "CNY") };
            if (wish.WrongMerchant) view = view with { Mchid = "1900000108" };
            if (wish.WrongApp) view = view with { Appid = "wx0000000000000000" };
            return New(wish, payment.NotificationId, "TRANSACTION.SUCCESS", payment.OutTradeNo, null, payment.Terms.NotifyUrl!, PayJson.Bytes(view), time);
        }
    }

    private static Notification? Compose(Refund refund, NotifyWish wish, WeChatPaySimulatorOptions options, TimeProvider time)
    {
        if ((refund.Terms.NotifyUrl ?? options.RefundNotifyUrl) is not { } url) return null;
        lock (refund.Payment.Gate)
        {
            var news = RefundNews.Of(refund);
            if (refund.Status == RefundStatus.Processing) news = news with { RefundStatus = RefundStatus.Done };
            if (wish.AmountTotal is { } fen) news = news with { Amount = news.Amount with { Total = fen } };
            if (wish.WrongMerchant) news = news with { Mchid = "1900000108" };
            return New(wish, refund.NotificationId, "REFUND." + news.RefundStatus, refund.Payment.OutTradeNo, refund.OutRefundNo, url, PayJson.Bytes(news), time);
        }
    }

    private static Notification New(
        NotifyWish wish, string? oldId, string eventType, string outTradeNo, string? outRefundNo, string url, byte[] resource, TimeProvider time) =>
        new(wish.OldNotificationId && oldId is not null ? oldId : Guid.NewGuid().ToString(), eventType, outTradeNo, outRefundNo, url)
        {
            CreatedAt = time.GetUtcNow(),
            Resource = resource,
            Retries = false,
        };

    private static object Show(Notification n) => new
    {
        n.Id,
        n.EventType,
        n.OutTradeNo,
        n.OutRefundNo,
        n.Url,
        n.CreatedAt,
        n.State,
        n.NextDue,
        n.Retries,
        attempts = n.Attempts.ToArray(),
    };
}
