using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Orders;

/// <param name="Seats">Labels as the plan names them.</param>
/// <param name="Accessible">The guest confirms that the party needs wheelchair or companion places.</param>
public sealed record PlaceOrderRequest(string ShowtimeId, IReadOnlyList<string> Seats, bool Accessible = false);

/// <summary>
/// A guest takes seats: hold, price and order are one transaction, sent in one round trip. The seat map in memory only spares the database hopeless
/// attempts; who gets a seat is decided by <see cref="SeatClaims.Hold"/>.
/// </summary>
public sealed class PlaceOrder(Database database, OrderShop shop, LiveSeatMaps seatMaps, SettlePayment settle, TimeProvider time, IOptions<OrderOptions> options)
{
    public async Task<OrderView> RunAsync(string guestId, PlaceOrderRequest request, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            var placed = await PlaceAsync(guestId, request, attempt, mayStillBePaid: true, cancellation);
            if (placed is not null) return placed;
        }
        catch (Refusal refusal)
        {
            // A retry of a call that succeeded finds its own seats taken: the first answer stands.
            if (await attempt.FindAnswerAsync(database, cancellation) is { } earlier) return JsonSerializer.Deserialize<OrderView>(earlier)!;
            if (refusal.Status == 409 && await OwnHoldAsync(guestId, cancellation) is { } own) throw OrderRefusals.OpenOrderExists(own);
            throw;
        }

        return JsonSerializer.Deserialize<OrderView>((await attempt.FindAnswerAsync(database, cancellation))!)!;
    }

    /// <returns>Null when the idempotency key was used before.</returns>
    private async Task<OrderView?> PlaceAsync(
        string guestId, PlaceOrderRequest request, IdempotentAttempt attempt, bool mayStillBePaid, CancellationToken cancellation)
    {
        var now = time.Now();
        var showing = await shop.OpenAsync(request.ShowtimeId, now, cancellation);
        var choice = new SeatChoiceTerms { Most = options.Value.MostSeats, Accessible = request.Accessible };
        SeatChoice.Require(showing.Plan, await seatMaps.StatesAsync(showing, cancellation), [.. request.Seats], choice);

        var quote = await shop.QuoteAsync(showing, request.Seats, guestId, cancellation);
        var labels = request.Seats.Order(StringComparer.Ordinal).ToList();
        var order = new OrderRow
        {
            Id = Id.New("ord", now),
            GuestId = guestId,
            ShowtimeId = showing.Id,
            State = OrderState.Held,
            Total = quote.Total,
            PriceLines = JsonSerializer.Serialize(quote.Lines),
            RefundRule = shop.RefundRuleJson,
            PlacedAt = now,
            HeldUntil = now + options.Value.HoldTime,
        };
        var seats = labels
            .Select(l => new OrderSeatRow { OrderId = order.Id, Seat = l, Zone = showing.Plan.Find(l)!.Zone, Paid = quote.Seats[l] })
            .ToList();
        var view = Order.View(order, seats, [], [], now);

        List<string> lost;
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            var fresh = attempt.Claim(script, JsonSerializer.Serialize(view), now);
            var alone = SeatClaims.HoldAsGuest(script, guestId, order.Id, order.HeldUntil, now);
            var held = SeatClaims.Hold(script, showing.Id, labels, order.Id, guestId, order.HeldUntil, now);
            // Whoever moves or cancels the showtime waits for this order, and this order for them.
            var inserted = Insert(script, order, seats, showing.Showtime, db.LockAsReference);
            var results = await db.RunAsync(script, cancellation);
            if (results[fresh].Count == 0) return null;
            if (results[alone].Count == 0) throw OrderRefusals.OpenOrderExists(await OwnHoldAsync(guestId, cancellation) ?? "");
            lost = [.. labels.Except(results[held], StringComparer.Ordinal)];
            if (results[inserted].Count == 0) throw shop.Changed(showing.Id);
            if (lost.Count == 0)
            {
                await db.CommitAsync(cancellation);
                seatMaps.Held(showing.Id, labels, order.HeldUntil);
                return view;
            }
        }

        if (mayStillBePaid && await SettleExpiredAsync(showing.Id, lost, now, cancellation))
            return await PlaceAsync(guestId, request, attempt, mayStillBePaid: false, cancellation);
        seatMaps.Forget(showing.Id);
        throw SeatChoiceProblem.Taken([.. lost.Select(l => showing.Plan.Find(l)!)]).ToRefusal();
    }

    /// <returns>Where the results say that the order was inserted: not when the showtime was moved or cancelled since it was looked up.</returns>
    private static int Insert(Script script, OrderRow order, List<OrderSeatRow> seats, ShowtimeRow seen, SqlText lockShowtime)
    {
        var inserted = script.Ask($"""
            INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, price_lines, refund_rule, placed_at, held_until)
            SELECT {order.Id}, {order.GuestId}, id, 'held', {order.Total}, {order.PriceLines}, {order.RefundRule}, {order.PlacedAt}, {order.HeldUntil}
            FROM showtimes WHERE id = {order.ShowtimeId} AND starts_at = {seen.StartsAt} AND plan_id = {seen.PlanId} AND cancelled_at IS NULL
            {lockShowtime} RETURNING id
            """);
        script.DoForEach(
            $"INSERT INTO order_seats (order_id, seat, zone, paid_fen) VALUES ",
            seats,
            seat => $"({seat.OrderId}, {seat.Seat}, {seat.Zone}, {seat.Paid})");
        return inserted;
    }

    /// <summary>The order this guest holds seats with at the moment: she may have chosen her own seats again.</summary>
    private async Task<string?> OwnHoldAsync(string guestId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        return (await db.GetTable<GuestHoldRow>().FirstOrDefaultAsync(h => h.GuestId == guestId && h.HeldUntil > now, cancellation))?.OrderId;
    }

    /// <summary>
    /// The time of these seats has run out, but money may still come for them: the platform is asked to close those payments first.
    /// </summary>
    /// <returns>True when that made seats free.</returns>
    private async Task<bool> SettleExpiredAsync(string showtimeId, List<string> seats, DateTimeOffset now, CancellationToken cancellation)
    {
        List<string> payments;
        await using (var db = database.Read())
        {
            payments = await db.GetTable<SeatClaimRow>()
                .Where(c => c.ShowtimeId == showtimeId && seats.Contains(c.Seat) && c.HeldUntil <= now && c.PaymentId != null)
                .Select(c => c.PaymentId!).Distinct().ToListAsync(cancellation);
        }

        var freed = false;
        foreach (var payment in payments)
        {
            try
            {
                freed |= await settle.RunAsync(payment, giveUp: false, cancellation) == Settlement.Released;
            }
            catch (PaymentGatewayUnavailableException)
            {
                // Nobody can say whose they are; until the platform answers they are not given away.
            }
        }

        return freed;
    }
}
