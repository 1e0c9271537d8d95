using CinemaCx.Loyalty;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>What happens with an order in its own transaction besides money, seats and coupons: tickets, points, rights, and what counts for her tier.</summary>
public sealed class OrderEffects(ITicketDesk tickets, OrderPoints points, OrderEarnings earnings, Outbox outbox)
{
    /// <summary>An order was placed that has points or a right: when its time is up unpaid, they come back by themselves.</summary>
    /// <param name="terms">What her tier brings; null when she is no member.</param>
    internal void Placed(Script script, OrderRow order, TierTerms? terms, DateTimeOffset startsAt)
    {
        if (order.PointsSpent > 0) OrderPoints.Hold(script, order.GuestId, order.Id, order.PointsSpent, order.PlacedAt);
        if (order.PointsSpent > 0 || order.Benefit is not null) outbox.Schedule(script, EndHold.TimerOf(order.Id), new HoldEnds(order.Id), order.HeldUntil);
        if (terms?.UpgradeMinutes is { } minutes)
            outbox.Schedule(script, UpgradeSeats.TimerOf(order.ShowtimeId), new UpgradeDue(order.ShowtimeId), startsAt.AddMinutes(-minutes));
    }

    /// <summary>An order was paid.</summary>
    /// <param name="cause">What paid it: names what is written because of it.</param>
    internal PaidEffects Paid(Script script, OrderRecord record, string cause, DateTimeOffset now)
    {
        var (order, seats) = (record.Order, record.Seats);
        var issued = tickets.Issue(script, order, [.. seats.Select(s => s.Seat)], now);
        var benefit = order.Benefit is null ? (int?)null : Benefits.Use(script, order.Id);
        var used = order.PointsSpent == 0 ? (int?)null : OrderPoints.Use(script, order.GuestId, order.Id, cause, now);
        if (order.Tier is not null) earnings.Earn(script, EarningOf(order, seats), order.ShowtimeId, record.Showtime.EndsAt, now);
        BuyerFigures.Paid(script, order, now);
        return new PaidEffects(issued, seats.Count, benefit, used);
    }

    /// <summary>An unpaid order ended: it was given up, ran out, or its money goes back. Ending it again changes nothing.</summary>
    internal static void Ended(Script script, OrderRow order, DateTimeOffset now)
    {
        if (order.Benefit is not null) Benefits.GiveBack(script, order.Id);
        if (order.PointsSpent > 0) OrderPoints.GiveBackHeld(script, order.GuestId, order.Id, now);
    }

    /// <summary>Tickets of seats that are given back are void.</summary>
    /// <returns>Where the script's results name the seats whose tickets were voided.</returns>
    internal int Void(Script script, OrderRow order, IReadOnlyList<string> seats, bool evenIfEntered) => tickets.Void(script, order, seats, evenIfEntered);

    /// <summary>Seats of a paid order were given back.</summary>
    internal void Refunded(Script script, OrderRow order, IReadOnlyList<OrderSeatRow> seats, RefundRow refund)
    {
        if (seats.Any(s => s.Benefit is not null)) Benefits.GiveBack(script, order.Id);
        var spent = seats.Sum(s => s.PointsSpent);
        if (spent > 0) points.GiveBackUsed(script, order.GuestId, order.Id, refund.Id, spent, refund.RequestedAt);
        if (order.Tier is not null) earnings.TakeBack(script, EarningOf(order, seats), refund.Id, refund.RequestedAt);
    }

    private static Earning EarningOf(OrderRow order, IReadOnlyList<OrderSeatRow> seats) =>
        new(order.Id, order.GuestId, seats.Sum(s => s.Paid), seats.Count, seats.Sum(s => s.PointsEarned), seats.Sum(s => s.Saved));
}

/// <summary>Where a script's results say whether a paid order got everything.</summary>
internal readonly record struct PaidEffects(int Issued, int Seats, int? Benefit, int? Points)
{
    /// <returns>False when a ticket, the right or the points cannot be hers any more: commit nothing.</returns>
    public bool AllCame(List<List<string>> results) =>
        results[Issued].Count == Seats && (Benefit is not { } b || results[b].Count == 1) && (Points is not { } p || results[p].Count == 1);
}
