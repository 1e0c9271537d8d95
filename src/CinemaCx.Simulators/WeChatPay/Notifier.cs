using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Makes notifications of what happened and keeps trying to deliver them, at most fifteen times more.</summary>
internal sealed class Notifier(
    WeChatPaySimulatorOptions options, NotificationSender sender, DueQueue due, TimeProvider time)
{
    // 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, 30 m, 30 m, 30 m, 60 m, 3 h, 3 h, 3 h, 6 h, 6 h
    private static readonly TimeSpan[] Pauses =
    [
        .. new[] { 15, 15, 30 }.Select(s => TimeSpan.FromSeconds(s)),
        .. new[] { 3, 10, 20, 30, 30, 30, 60, 180, 180, 180, 360, 360 }.Select(m => TimeSpan.FromMinutes(m)),
    ];

    private readonly Ring<Notification> _latest = new(2_000);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Notification> Latest => _latest.Newest();

    public void Clear() => _latest.Clear();

    /// <summary>Tells of a payment, after <paramref name="delay"/>, together with so many copies; call under the payment's gate.</summary>
    /// <returns>Ends when each of them was tried once.</returns>
    public Task PaidAsync(Payment payment, TimeSpan delay, int duplicates)
    {
        payment.NotificationId ??= Guid.NewGuid().ToString();
        var resource = PayJson.Bytes(TransactionView.Of(payment));
        var told = Enumerable.Range(0, duplicates + 1).Select(copy => new Notification(payment.NotificationId, "TRANSACTION.SUCCESS", payment.OutTradeNo, null, payment.Terms.NotifyUrl!)
        {
            CreatedAt = time.GetUtcNow(),
            Resource = resource,
            Retries = copy == 0,
        }).ToList();
        told.ForEach(n => Plan(n, delay));
        return Task.WhenAll(told.Select(n => n.Tried.Task));
    }

    /// <summary>Tells of a refund's outcome; call under the payment's gate.</summary>
    public void RefundSettled(Refund refund)
    {
        if ((refund.Terms.NotifyUrl ?? options.RefundNotifyUrl) is not { } url) return;
        refund.NotificationId = Guid.NewGuid().ToString();
        Plan(new Notification(refund.NotificationId, "REFUND." + refund.Status, refund.Payment.OutTradeNo, refund.OutRefundNo, url)
        {
            CreatedAt = time.GetUtcNow(),
            Resource = PayJson.Bytes(RefundNews.Of(refund)),
        }, TimeSpan.Zero);
    }

    /// <summary>One attempt outside the schedule, flawed as wished; its result is also listed.</summary>
    public async Task<Attempt> SendByHandAsync(Notification notification, Flaws flaws, CancellationToken stop)
    {
        _latest.Add(notification);
        var attempt = await sender.SendAsync(notification, flaws, stop);
        notification.Attempts.Enqueue(attempt);
        notification.State = attempt.Received ? Notification.Delivered : Notification.GivenUp;
        return attempt;
    }

    private void Plan(Notification notification, TimeSpan delay)
    {
        _latest.Add(notification);
        Schedule(notification, time.GetUtcNow() + delay, due.Generation);
    }

    private void Schedule(Notification notification, DateTimeOffset at, int generation)
    {
        notification.NextDue = at;
        due.At(at, stop => TryAsync(notification, generation, stop));
    }

    private async Task TryAsync(Notification notification, int generation, CancellationToken stop)
    {
        var attempt = await sender.SendAsync(notification, Flaws.None, stop);
        notification.Attempts.Enqueue(attempt);
        notification.Tried.TrySetResult();
        notification.NextDue = null;
        if (attempt.Received)
        {
            notification.State = Notification.Delivered;
            return;
        }

        var failed = notification.Attempts.Count;
        if (!notification.Retries || failed > Pauses.Length || generation != due.Generation)
        {
            notification.State = Notification.GivenUp;
            return;
        }

        Schedule(notification, time.GetUtcNow() + Pauses[failed - 1], generation);
    }
}
