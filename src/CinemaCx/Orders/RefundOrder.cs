using System.Text.Json;
using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Seats;

namespace CinemaCx.Orders;

/// <summary>What giving seats back would bring.</summary>
/// <param name="FeePercent">What the cinema keeps at this moment.</param>
/// <param name="Refundable">False when it is too late.</param>
public sealed record RefundQuote(bool Refundable, int FeePercent, IReadOnlyList<RefundQuoteSeat> Seats, Fen AmountFen, Fen FeeFen, IReadOnlyList<string> Rule);

public sealed record RefundQuoteSeat(string Seat, Fen PriceFen, Fen FeeFen, Fen AmountFen);

/// <summary>
/// Gives paid seats back, one by one or all: tickets void, seats free, refund written down, in one transaction; the money follows by
/// <see cref="SendRefund"/>.
/// </summary>
public sealed class RefundOrder(Database database, OrderEffects effects, LiveSeatMaps seatMaps, Outbox outbox, TimeProvider time)
{
    public async Task<RefundQuote> QuoteAsync(string guestId, string orderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var record = await FindPaidAsync(db, guestId, orderId, cancellation);
        return QuoteFor(record, record.Seats.Where(s => s.RefundId is null).ToList());
    }

    /// <param name="seats">Labels of this order's seats, at least one.</param>
    public async Task<RefundView> RunAsync(
        string guestId, string orderId, IReadOnlyList<string> seats, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        if (seats.Count == 0) throw OrderRefusals.SeatsRequired();
        try
        {
            if (await GiveBackAsync(guestId, orderId, seats, attempt, cancellation) is { } refund) return refund;
        }
        catch (Refusal)
        {
            // A retry of a call that succeeded finds its own seats given back: the first answer stands.
            if (await attempt.FindAnswerAsync(database, cancellation) is { } earlier) return JsonSerializer.Deserialize<RefundView>(earlier)!;
            throw;
        }

        return JsonSerializer.Deserialize<RefundView>((await attempt.FindAnswerAsync(database, cancellation))!)!;
    }

    /// <returns>Null when the idempotency key was used before.</returns>
    private async Task<RefundView?> GiveBackAsync(
        string guestId, string orderId, IReadOnlyList<string> seats, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var record = await FindPaidAsync(db, guestId, orderId, cancellation);
        if (record.Order.CouponIds.Count > 0)
        {
            // The last seat gives the coupons back: who asks which one that is must be alone with the order.
            var alone = new Script();
            alone.Ask($"SELECT id FROM orders WHERE id = {orderId} {db.LockForChange}");
            await db.RunAsync(alone, cancellation);
            record = await FindPaidAsync(db, guestId, orderId, cancellation);
        }

        var chosen = record.Seats.Where(s => seats.Contains(s.Seat, StringComparer.Ordinal) && s.RefundId is null).ToList();
        if (chosen.Count != seats.Distinct(StringComparer.Ordinal).Count())
            throw OrderRefusals.SeatsNotRefundable(seats.Except(chosen.Select(s => s.Seat), StringComparer.Ordinal));
        var quote = QuoteFor(record, chosen);
        if (!quote.Refundable) throw OrderRefusals.RefundTooLate();

        var refund = new RefundRow
        {
            Id = Id.New("ref", now),
            PaymentId = record.Order.PaymentId,
            OrderId = orderId,
            Amount = quote.AmountFen,
            Fee = quote.FeeFen,
            Reason = "观众退票",
            Seats = string.Join(',', chosen.Select(s => s.Seat)),
            State = quote.AmountFen == Fen.Zero ? RefundState.Succeeded : RefundState.Requested,
            RequestedAt = now,
            FinishedAt = quote.AmountFen == Fen.Zero ? now : null,
        };
        var view = Order.View(refund);
        var script = new Script();
        var fresh = attempt.Claim(script, JsonSerializer.Serialize(view), now);
        var isLast = record.Seats.All(s => s.RefundId is not null || chosen.Contains(s));
        var given = GiveBack(script, refund, record.Order, chosen, evenIfEntered: false, isLast);
        var results = await db.RunAsync(script, cancellation);
        if (results[fresh].Count == 0) return null;
        var refused = given.Refused(results, chosen.Select(s => s.Seat).ToList());
        if (refused.Count > 0) throw OrderRefusals.SeatsNotRefundable(refused);
        await db.CommitAsync(cancellation);
        outbox.Wake();
        seatMaps.Forget(record.Showtime.Id);
        return view;
    }

    /// <summary>The statements every refund of seats consists of, also that of a cancelled showtime.</summary>
    /// <param name="given">The seats that the refund names.</param>
    /// <param name="isLast">No seat of the order is left afterwards.</param>
    internal GivenBack GiveBack(Script script, RefundRow refund, OrderRow order, IReadOnlyList<OrderSeatRow> given, bool evenIfEntered, bool isLast)
    {
        var seats = Order.SeatsOf(refund);
        var marked = script.AskForEach(
            $"UPDATE order_seats SET refund_id = {refund.Id} WHERE order_id = {order.Id} AND refund_id IS NULL AND seat IN (",
            seats,
            seat => $"{seat}",
            $") RETURNING seat");
        var voided = effects.Void(script, order, seats, evenIfEntered);
        var promised = refund.Amount == Fen.Zero
            ? (int?)null
            : script.Ask($"""
                UPDATE payments SET refunded_fen = refunded_fen + {refund.Amount}
                WHERE id = {refund.PaymentId} AND refunded_fen + {refund.Amount} <= paid_fen RETURNING id
                """);
        SeatClaims.ReleaseSold(script, order.ShowtimeId, seats, order.Id);
        if (isLast) CouponLocks.GiveBackUsed(script, order.CouponIds, order.Id, refund.RequestedAt);
        effects.Refunded(script, order, given, refund);
        SendRefund.Request(script, refund);
        if (refund.State == RefundState.Requested) outbox.Schedule(script, SendRefund.TimerOf(refund.Id), new RefundDue(refund.Id), refund.RequestedAt);
        BuyerFigures.Refunded(script, order);
        return new GivenBack(marked, voided, promised);
    }

    private RefundQuote QuoteFor(OrderRecord record, List<OrderSeatRow> seats)
    {
        var rule = JsonSerializer.Deserialize<RefundRule>(record.Order.RefundRule)!;
        // Who asks before the cancellation of her showtime got to her must not pay for asking.
        var percent = record.Showtime.CancelledAt is null ? rule.FeePercentAt(time.Now(), record.Showtime.StartsAt) : 0;
        var lines = seats.Select(seat =>
        {
            var (fee, back) = RefundRule.Split(seat.Paid, percent ?? 100);
            return new RefundQuoteSeat(seat.Seat, seat.Paid, fee, back);
        }).ToList();
        return new RefundQuote(percent is not null, percent ?? 100, lines, lines.Sum(l => l.AmountFen), lines.Sum(l => l.FeeFen), rule.InWords());
    }

    private static async Task<OrderRecord> FindPaidAsync(DbSession db, string guestId, string orderId, CancellationToken cancellation)
    {
        var record = await db.FindOrderAsync(orderId, cancellation);
        if (record is null || record.Order.GuestId != guestId) throw OrderRefusals.NotFound(orderId);
        return record.Order.State == OrderState.Paid ? record : throw OrderRefusals.NotPaid();
    }
}

/// <summary>Where a script's results say whether the seats were given back.</summary>
internal readonly record struct GivenBack(int Marked, int Voided, int? Promised)
{
    /// <returns>The seats that could not be given back; any of them means: commit nothing.</returns>
    public List<string> Refused(List<List<string>> results, IReadOnlyList<string> wanted)
    {
        var got = results[Marked].Intersect(results[Voided], StringComparer.Ordinal);
        var refused = wanted.Except(got, StringComparer.Ordinal).ToList();
        return refused.Count == 0 && Promised is { } promised && results[promised].Count != 1 ? [.. wanted] : refused;
    }
}
