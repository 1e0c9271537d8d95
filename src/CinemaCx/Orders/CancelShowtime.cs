using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Orders;

/// <summary>News and timer: guests of this showtime get everything back.</summary>
public sealed record ShowtimeCancelled(string ShowtimeId, DateTimeOffset CancelledAt);

/// <summary>A showtime does not take place: its sale ends at once, and everybody who paid is refunded in full, entered or not.</summary>
public sealed class CancelShowtime(Database database, Outbox outbox, TimeProvider time)
{
    /// <summary>Cancelling it again changes nothing.</summary>
    /// <exception cref="Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task RunAsync(StaffMember by, string showtimeId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        script.Ask($"SELECT cinema_id FROM showtimes WHERE id = {showtimeId} {db.LockForChange}");
        if ((await db.RunAsync(script, cancellation))[0] is not [var cinemaId]) throw ShowtimeRefusals.UnknownShowtime(showtimeId);
        var changed = await db.GetTable<ShowtimeRow>().Where(s => s.Id == showtimeId && s.CancelledAt == null)
            .Set(s => s.CancelledAt, now).UpdateAsync(cancellation);
        if (changed == 0) return;
        await outbox.RecordAsync(db, new ShowtimeCancelled(showtimeId, now), cancellation);
        var act = new Script();
        StaffActs.Write(act, by, "cancel", "showtime", showtimeId, new { }, now, cinemaId);
        await db.CommitAsync(act, cancellation);
    }
}

/// <summary>
/// Works through the orders of a cancelled showtime, and once more until nobody can pay any longer who held seats when it was cancelled.
/// </summary>
public sealed class RefundCancelledShowtime(Database database, RefundOrder refunds, Outbox outbox, LiveSeatMaps seatMaps, TimeProvider time, IOptions<OrderOptions> options)
    : IEventHandler<ShowtimeCancelled>
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    public async Task<Delivery> HandleAsync(ShowtimeCancelled news, CancellationToken cancellation)
    {
        List<string> orders;
        await using (var db = database.Read())
        {
            var unreturned =
                from order in db.GetTable<OrderRow>()
                where order.ShowtimeId == news.ShowtimeId && order.State == OrderState.Paid
                    && db.GetTable<OrderSeatRow>().Any(s => s.OrderId == order.Id && s.RefundId == null)
                select order.Id;
            orders = await unreturned.ToListAsync(cancellation);
        }

        foreach (var order in orders) await RefundInFullAsync(order, cancellation);
        if (orders.Count > 0)
        {
            outbox.Wake();
            seatMaps.Forget(news.ShowtimeId);
        }

        return time.Now() < news.CancelledAt + options.Value.HoldTime + Margin ? Delivery.AgainAt(time.Now() + TimeSpan.FromMinutes(1)) : Delivery.Done;
    }

    private async Task RefundInFullAsync(string orderId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var record = (await db.FindOrderAsync(orderId, cancellation))!;
        var seats = record.Seats.Where(s => s.RefundId is null).ToList();
        if (seats.Count == 0) return;
        var amount = seats.Sum(s => s.Paid);
        var refund = new RefundRow
        {
            Id = Id.New("ref", now),
            PaymentId = record.Order.PaymentId,
            OrderId = orderId,
            Amount = amount,
            Fee = Fen.Zero,
            Reason = "场次取消,全额退款",
            Seats = string.Join(',', seats.Select(s => s.Seat)),
            State = amount == Fen.Zero ? RefundState.Succeeded : RefundState.Requested,
            RequestedAt = now,
            FinishedAt = amount == Fen.Zero ? now : null,
        };
        var script = new Script();
        var given = refunds.GiveBack(script, refund, record.Order, seats, evenIfEntered: true, isLast: true);
        var results = await db.RunAsync(script, cancellation);
        // A guest who is refunding her own seats right now was quicker; the next pass takes what is left.
        if (given.Refused(results, seats.Select(s => s.Seat).ToList()).Count > 0) throw new InvalidOperationException($"Order {orderId} changed meanwhile");
        await db.CommitAsync(cancellation);
    }
}
