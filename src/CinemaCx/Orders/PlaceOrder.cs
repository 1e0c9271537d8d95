using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <param name="Seats">Labels as the plan names them.</param>
/// <param name="Accessible">The guest confirms that the party needs wheelchair or companion places.</param>
/// <param name="CouponIds">Coupons of hers that pay part of it, each once.</param>
/// <param name="Points">Points she wants to pay with; as many are taken as the order may take.</param>
/// <param name="Benefit">The right she wants to use for one of the seats.</param>
public sealed record PlaceOrderRequest(
    string ShowtimeId, IReadOnlyList<string> Seats, bool Accessible, IReadOnlyList<string> CouponIds, long Points = 0, TierBenefit? Benefit = null);

/// <summary>
/// A guest takes seats: hold, price and order are one transaction of two round trips, one that takes and one that writes down. The seat map in memory only spares the database hopeless
/// attempts; who gets a seat is decided by <see cref="SeatClaims.Hold"/>.
/// </summary>
public sealed class PlaceOrder(Database database, OrderShop shop, LiveSeatMaps seatMaps, SettlePayment settle, OrderEffects effects, TimeProvider time)
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
        var showing = await shop.OpenAsync(request.ShowtimeId, guestId, now, cancellation);
        var choice = new SeatChoiceTerms { Most = shop.MostSeats, Accessible = request.Accessible };
        SeatChoice.Require(showing.Plan, await seatMaps.StatesAsync(showing, cancellation), [.. request.Seats], choice);

        var coupons = await shop.CouponsAsync(guestId, request.CouponIds, showing, cancellation);
        // Where the order that has one ran out of time but money may still come for it, its payment is closed first, as with seats.
        if (await FreeCouponsAsync(coupons, now, cancellation)) coupons = await shop.CouponsAsync(guestId, request.CouponIds, showing, cancellation);
        if (coupons.Select(c => Coupon.Unusable(c.Coupon, now)).FirstOrDefault(r => r is not null) is { } unusable) throw unusable;

        var wish = await shop.WishAsync(guestId, request, now, cancellation);
        var labels = request.Seats.Order(StringComparer.Ordinal).ToList();
        var (orderId, until) = (Id.New("ord", now), now + shop.HoldTime);
        List<string> lost;
        await using (var db = await database.BeginAsync(cancellation))
        {
            var taking = new Script();
            // Whoever repeats a call waits here for the first one, and then finds its key.
            var alone = SeatClaims.HoldAsGuest(taking, guestId, orderId, until, now);
            var used = attempt.AskWhetherUsed(taking);
            var held = SeatClaims.Hold(taking, showing.Id, labels, orderId, guestId, until, now);
            var unchanged = AskUnchanged(taking, showing.Showtime, db.LockAsReference);
            var member = Memberships.AskTier(taking, guestId);
            var locked = CouponLocks.Lock(taking, request.CouponIds, guestId, orderId, until, now);
            var wished = wish.Take(taking, guestId, orderId, now);
            var taken = await db.RunAsync(taking, cancellation);
            if (taken[used].Count > 0) return null;
            if (taken[alone].Count == 0) throw OrderRefusals.OpenOrderExists("");
            lost = [.. labels.Except(taken[held], StringComparer.Ordinal)];
            if (taken[unchanged].Count == 0) throw shop.Changed(showing.Id);
            if (lost.Count == 0 && locked.Any(l => taken[l].Count == 0))
                throw await CouponLostAsync(db, guestId, CouponLocks.Sorted(request.CouponIds).Where((_, i) => taken[locked[i]].Count == 0).First(), now, cancellation);
            if (lost.Count == 0)
            {
                wished.Require(wish, taken);
                var terms = wish.TermsOf(taken[member]);
                var quote = OrderShop.Quote(showing, request.Seats, terms, coupons, wish);
                var order = new OrderRow
                {
                    Id = orderId,
                    GuestId = guestId,
                    ShowtimeId = showing.Id,
                    State = OrderState.Held,
                    Total = quote.Total,
                    PriceLines = JsonSerializer.Serialize(quote.Lines),
                    RefundRule = shop.RefundRuleJson,
                    PlacedAt = now,
                    HeldUntil = until,
                    Coupons = coupons.Count == 0 ? null : string.Join(',', CouponLocks.Sorted(request.CouponIds)),
                    Tier = terms?.Tier,
                    Benefit = wish.Benefit?.Benefit,
                    PointsSpent = quote.Points,
                };
                var seats = labels.ConvertAll(l => SeatOf(orderId, showing.Plan.Find(l)!, quote, terms));
                var view = Order.View(order, seats, [], [], now);
                var writing = new Script();
                attempt.Keep(writing, JsonSerializer.Serialize(view), now);
                Insert(writing, order, seats);
                CouponLocks.WriteDown(writing, orderId, quote.Coupons);
                effects.Placed(writing, order, terms, showing.Showtime.StartsAt);
                await db.CommitAsync(writing, cancellation);
                seatMaps.Held(showing.Id, labels, until);
                return view;
            }
        }

        if (mayStillBePaid && await SettleExpiredAsync(showing.Id, lost, now, cancellation))
            return await PlaceAsync(guestId, request, attempt, mayStillBePaid: false, cancellation);
        seatMaps.Forget(showing.Id);
        throw SeatChoiceProblem.Taken([.. lost.Select(l => showing.Plan.Find(l)!)]).ToRefusal();
    }

    /// <summary>
    /// One row when the showtime is as it was seen, neither moved nor cancelled. Whoever does that now waits for this order, and this order for them.
    /// </summary>
    private static int AskUnchanged(Script script, ShowtimeRow seen, SqlText lockShowtime) => script.Ask($"""
        SELECT id FROM showtimes WHERE id = {seen.Id} AND starts_at = {seen.StartsAt} AND plan_id = {seen.PlanId} AND cancelled_at IS NULL {lockShowtime}
        """);

    private static void Insert(Script script, OrderRow order, List<OrderSeatRow> seats)
    {
        script.Do($"""
            INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, price_lines, refund_rule, placed_at, held_until, coupon_ids, tier, benefit, points_spent)
            VALUES ({order.Id}, {order.GuestId}, {order.ShowtimeId}, 'held', {order.Total}, {order.PriceLines}, {order.RefundRule}, {order.PlacedAt}, {order.HeldUntil}, {order.Coupons},
                {order.Tier}, {order.Benefit}, {order.PointsSpent})
            """);
        script.DoForEach(
            $"INSERT INTO order_seats (order_id, seat, zone, paid_fen, points_spent, points_earned, saved_fen, benefit) VALUES ",
            seats,
            seat => $"({seat.OrderId}, {seat.Seat}, {seat.Zone}, {seat.Paid}, {seat.PointsSpent}, {seat.PointsEarned}, {seat.Saved}, {seat.Benefit})");
    }

    /// <param name="terms">What her tier brings; null when she is no member and earns nothing.</param>
    private static OrderSeatRow SeatOf(string orderId, Seat seat, PriceQuote quote, TierTerms? terms)
    {
        var (paid, loyalty) = (quote.Seats[seat.Label], quote.Loyalty[seat.Label]);
        return new OrderSeatRow
        {
            OrderId = orderId,
            Seat = seat.Label,
            Zone = seat.Zone,
            Paid = paid,
            PointsSpent = loyalty.PointsSpent,
            PointsEarned = terms is null ? 0 : paid.Value * terms.EarnPercent / 10_000,
            Saved = loyalty.Saved,
            Benefit = loyalty.Benefit,
        };
    }

    /// <summary>Another order of hers took it between looking and locking.</summary>
    private static async Task<Refusal> CouponLostAsync(DbSession db, string guestId, string couponId, DateTimeOffset now, CancellationToken cancellation)
    {
        var present = await CouponWallet.RequireAsync(db, guestId, couponId, cancellation);
        // Inside this transaction an ended lock is given back already, so that what is left to say is what the row says.
        return Coupon.Unusable(present.Coupon, now) ?? CouponRefusals.Locked();
    }

    /// <returns>True when a payment that had one of the coupons was closed unpaid.</returns>
    private async Task<bool> FreeCouponsAsync(IReadOnlyList<HeldCoupon> coupons, DateTimeOffset now, CancellationToken cancellation)
    {
        var freed = false;
        foreach (var payment in coupons.Where(c => c.Coupon.LockedUntil <= now).Select(c => c.Coupon.PaymentId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            try
            {
                freed |= await settle.RunAsync(payment, giveUp: false, cancellation) == Settlement.Released;
            }
            catch (PaymentGatewayUnavailableException)
            {
                // It stays locked until the platform answers.
            }
        }

        return freed;
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
