using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Orders;

/// <summary>Timer: this refund is not finished.</summary>
public sealed record RefundDue(string RefundId);

/// <summary>
/// Brings a refund that was promised to the platform and follows it until the money is back. The refund's own id makes asking again harmless, so it
/// is asked until the platform has it.
/// </summary>
public sealed class SendRefund(Database database, IPaymentGateway gateway, TimeProvider time, ILogger<SendRefund> logger) : IEventHandler<RefundDue>
{
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WhenAbnormal = TimeSpan.FromMinutes(30);

    internal static string TimerOf(string refundId) => "refund_" + refundId;

    internal static void Request(Script script, RefundRow refund) => script.Do($"""
        INSERT INTO refunds (id, payment_id, order_id, amount_fen, fee_fen, reason, seats, state, requested_at, finished_at)
        VALUES ({refund.Id}, {refund.PaymentId}, {refund.OrderId}, {refund.Amount}, {refund.Fee}, {refund.Reason}, {refund.Seats},
                {(refund.State == RefundState.Succeeded ? "succeeded" : "requested")}, {refund.RequestedAt}, {refund.FinishedAt})
        """);

    public async Task<Delivery> HandleAsync(RefundDue news, CancellationToken cancellation)
    {
        RefundRow refund;
        PaymentRow payment;
        await using (var db = database.Read())
        {
            refund = await db.GetTable<RefundRow>().FirstAsync(r => r.Id == news.RefundId, cancellation);
            payment = await db.GetTable<PaymentRow>().FirstAsync(p => p.Id == refund.PaymentId, cancellation);
        }

        if (refund.State is RefundState.Succeeded or RefundState.Closed) return Delivery.Done;
        try
        {
            var platform = refund.State == RefundState.Requested
                ? await gateway.RefundAsync(new RefundRequest(refund.Id, payment.Id, refund.Amount, payment.Paid, refund.Reason), cancellation)
                : await gateway.QueryRefundAsync(refund.Id, cancellation);
            if (platform is null) return Delivery.AgainAt(time.Now() + NextLook);
            return await RecordAsync(platform, cancellation) switch
            {
                RefundState.Succeeded or RefundState.Closed => Delivery.Done,
                RefundState.Abnormal => Delivery.AgainAt(time.Now() + WhenAbnormal),
                _ => Delivery.AgainAt(time.Now() + NextLook),
            };
        }
        catch (PaymentGatewayUnavailableException e) when (e.RetryAfter is { } wait)
        {
            logger.LogWarning("Refund {RefundId} has to wait {Wait}: {Message}", news.RefundId, wait, e.Message);
            return Delivery.AgainAt(time.Now() + wait);
        }
    }

    /// <summary>Writes down what the platform says of a refund, by answer, query or notification. A refund that succeeded stays so.</summary>
    public async Task<RefundState> RecordAsync(PlatformRefund platform, CancellationToken cancellation)
    {
        var state = platform.State switch
        {
            PlatformRefundState.Succeeded => RefundState.Succeeded,
            PlatformRefundState.Abnormal => RefundState.Abnormal,
            PlatformRefundState.Closed => RefundState.Closed,
            _ => RefundState.Processing,
        };
        await using var db = await database.BeginAsync(cancellation);
        var refund = await db.GetTable<RefundRow>().FirstOrDefaultAsync(r => r.Id == platform.RefundId, cancellation);
        if (refund is null)
        {
            logger.LogError("The platform reports refund {RefundId}, which was never asked for here", platform.RefundId);
            return state;
        }

        if (refund.State == RefundState.Succeeded) return RefundState.Succeeded;
        await db.GetTable<RefundRow>().Where(r => r.Id == refund.Id && r.State != RefundState.Succeeded)
            .Set(r => r.State, state)
            .Set(r => r.FinishedAt, state == RefundState.Succeeded ? platform.SucceededAt ?? time.Now() : null)
            .UpdateAsync(cancellation);
        await db.CommitAsync(cancellation);
        if (state is RefundState.Abnormal or RefundState.Closed)
            logger.LogError("Refund {RefundId} of {Amount} is {State}: somebody must give the money back by hand", refund.Id, refund.Amount, state);
        return state;
    }
}
