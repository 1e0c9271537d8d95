using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>An order as its owner sees it.</summary>
/// <param name="State"><c>held</c>, <c>paid</c>, <c>refunded</c>, <c>cancelled</c> or <c>expired</c>.</param>
/// <param name="ExpiresAt">Until when the seats are hers unpaid; null once that no longer matters.</param>
/// <param name="RefundRule">The refund table in words.</param>
/// <param name="CouponIds">The coupons that pay part of it, or did.</param>
public sealed record OrderView(
    string Id,
    string ShowtimeId,
    string State,
    IReadOnlyList<OrderSeatView> Seats,
    Fen TotalFen,
    IReadOnlyList<PriceLine> PriceLines,
    DateTimeOffset PlacedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? PaidAt,
    IReadOnlyList<string> RefundRule,
    IReadOnlyList<RefundView> Refunds,
    IReadOnlyList<TicketLink> Tickets,
    IReadOnlyList<string> CouponIds)
{
    /// <summary>Points that pay part of it, or did.</summary>
    public long PointsSpent { get; init; }

    /// <summary>Points that its seats earn: pending once it is paid, hers when the film is over. Seats that were given back earn none.</summary>
    public long PointsEarned { get; init; }

    /// <summary>The right of hers that pays for one seat: <c>birthday-ticket</c> or <c>monthly-ticket</c>.</summary>
    public string? Benefit { get; init; }
}

/// <param name="State"><c>held</c>, <c>sold</c>, <c>refunded</c> or <c>released</c>.</param>
public sealed record OrderSeatView(string Seat, string Zone, Fen PriceFen, string State);

/// <param name="State"><c>requested</c>, <c>processing</c>, <c>succeeded</c>, <c>abnormal</c> or <c>closed</c>.</param>
public sealed record RefundView(string Id, Fen AmountFen, Fen FeeFen, IReadOnlyList<string> Seats, string State, DateTimeOffset RequestedAt);

public sealed record TicketLink(string Seat, string TicketId);

/// <summary>Pure: what rows mean at a moment.</summary>
public static class Order
{
    public static bool IsExpired(OrderRow order, DateTimeOffset now) =>
        order.State == OrderState.Expired || (order.State == OrderState.Held && order.HeldUntil <= now);

    public static OrderView View(
        OrderRow order, IReadOnlyList<OrderSeatRow> seats, IReadOnlyList<RefundRow> refunds, IReadOnlyList<TicketLink> tickets, DateTimeOffset now)
    {
        var state = StateOf(order, seats, now);
        return new OrderView(
            order.Id,
            order.ShowtimeId,
            state,
            seats.Select(s => new OrderSeatView(s.Seat, s.Zone, s.Paid, SeatStateOf(state, s))).ToArray(),
            order.Total,
            JsonSerializer.Deserialize<PriceLine[]>(order.PriceLines)!,
            order.PlacedAt,
            state == "held" ? order.HeldUntil : null,
            order.PaidAt,
            JsonSerializer.Deserialize<RefundRule>(order.RefundRule)!.InWords(),
            refunds.Select(View).ToArray(),
            tickets,
            order.CouponIds)
        {
            PointsSpent = order.PointsSpent,
            PointsEarned = seats.Where(s => s.RefundId is null).Sum(s => s.PointsEarned),
            Benefit = order.Benefit is { } benefit ? StoredWord.Of(benefit) : null,
        };
    }

    public static RefundView View(RefundRow refund) => new(
        refund.Id, refund.Amount, refund.Fee, SeatsOf(refund), StoredWord.Of(refund.State), refund.RequestedAt);

    public static string[] SeatsOf(RefundRow refund) => refund.Seats.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>held</c>, <c>paid</c>, <c>refunded</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public static string StateOf(OrderRow order, IReadOnlyList<OrderSeatRow> seats, DateTimeOffset now) => order.State switch
    {
        OrderState.Paid when seats.All(s => s.RefundId is not null) => "refunded",
        OrderState.Paid => "paid",
        OrderState.Cancelled => "cancelled",
        _ when IsExpired(order, now) => "expired",
        _ => "held",
    };

    private static string SeatStateOf(string orderState, OrderSeatRow seat) => orderState switch
    {
        "held" => "held",
        "cancelled" or "expired" => "released",
        _ => seat.RefundId is null ? "sold" : "refunded",
    };
}
