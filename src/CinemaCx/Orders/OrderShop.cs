using System.Text.Json;
using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using Microsoft.Extensions.Options;

namespace CinemaCx.Orders;

/// <summary>What is for sale at this moment, and for how much to this guest.</summary>
public sealed class OrderShop(
    ShowtimeCatalog showtimes, CouponWallet coupons, Memberships memberships, TierRules tiers, IOptions<LoyaltyOptions> loyalty, IOptions<OrderOptions> options)
{
    // The platform takes 127 bytes; a Chinese character is three of them.
    private const int LongestTitle = 30;

    private int MostCoupons => options.Value.MostCoupons;

    internal int MostSeats => options.Value.MostSeats;

    internal TimeSpan HoldTime => options.Value.HoldTime;

    /// <summary>The refund table that goes with orders placed now.</summary>
    internal string RefundRuleJson { get; } = JsonSerializer.Serialize(
        options.Value.RefundSteps.Count == 0 ? RefundRule.Default : new RefundRule([.. options.Value.RefundSteps.OrderByDescending(s => s.MinutesBefore)]));

    /// <exception cref="Refusal">404 unknown; 422 not yet, no longer, or never for sale; 403 a premiere she is not invited to.</exception>
    public async Task<Showing> OpenAsync(string showtimeId, string guestId, DateTimeOffset now, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(showtimeId, cancellation);
        switch (showing.SaleStateAt(now))
        {
            case SaleState.Cancelled: throw OrderRefusals.ShowtimeCancelled();
            case SaleState.Closed: throw OrderRefusals.SaleClosed();
            default:
                await memberships.RequireMayBuyAsync(showing, guestId, now, cancellation);
                return showing;
        }
    }

    /// <summary>What a guest wants of her membership, as far as it is hers; whether it is free at this moment only taking it tells.</summary>
    /// <exception cref="Refusal">422 <c>members-only</c>, <c>points-multiple</c>, and why a right is not hers now.</exception>
    internal async Task<LoyaltyWish> WishAsync(string guestId, PlaceOrderRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var terms = loyalty.Value;
        if (request.Points % terms.PointsPerFen != 0) throw LoyaltyRefusals.PointsMultiple(terms.PointsPerFen);
        return new LoyaltyWish(
            (await tiers.CurrentAsync(cancellation)).Rule,
            request.Benefit is { } benefit ? await memberships.OfferAsync(guestId, benefit, now, cancellation) : null,
            request.Points > 0 ? new PointsTender(request.Points, terms.PointsPerFen, terms.MostPercentOfOrder) : null);
    }

    /// <summary>The showtime is no longer what the guest was shown.</summary>
    public Refusal Changed(string showtimeId)
    {
        showtimes.Forget(showtimeId);
        return OrderRefusals.ShowtimeChanged();
    }

    /// <summary>Coupons of hers as she wants to use them; whether they are free at this moment only locking them tells.</summary>
    /// <exception cref="Refusal">404 not hers; 422 no good for this showtime, or not together.</exception>
    internal async Task<IReadOnlyList<HeldCoupon>> CouponsAsync(string guestId, IReadOnlyList<string> couponIds, Showing showing, CancellationToken cancellation)
    {
        if (couponIds.Count == 0) return [];
        var held = await coupons.RequireAsync(guestId, couponIds, cancellation);
        foreach (var coupon in held)
        {
            if (Coupon.Misfit(coupon.Template, showing, SaleChannel.MiniProgram) is { } misfit) throw misfit;
        }

        return CouponStack.Conflict(held, MostCoupons) is { } conflict ? throw conflict : held;
    }

    /// <summary>The guest's wallet, and what each coupon would take off these seats by itself, or why it cannot.</summary>
    /// <param name="showtimeId">Null: no order is meant.</param>
    /// <param name="seats">Labels of the showtime's plan; empty: only whether it is good for the showtime.</param>
    /// <exception cref="Refusal">404 <c>showtime-not-found</c>, 400 <c>unknown-seat</c>.</exception>
    public async Task<IReadOnlyList<CouponView>> WalletAsync(string guestId, string? showtimeId, IReadOnlyList<string> seats, CancellationToken cancellation)
    {
        if (showtimeId is null) return await coupons.ListAsync(guestId, fit: null, cancellation);
        var (showing, member) = await AskedAboutAsync(guestId, showtimeId, seats, cancellation);
        return await coupons.ListAsync(
            guestId,
            held =>
            {
                if (Coupon.Misfit(held.Template, showing, SaleChannel.MiniProgram) is { } misfit) throw misfit;
                return seats.Count == 0 ? null : Quote(showing, seats, member, [held]).Coupons.Sum(c => c.Value);
            },
            cancellation);
    }

    /// <summary>Which of her coupons together take most off these seats, and what the seats cost with them.</summary>
    /// <exception cref="Refusal">404 <c>showtime-not-found</c>, 400 <c>unknown-seat</c>.</exception>
    public async Task<BestCouponsView> BestAsync(string guestId, string showtimeId, IReadOnlyList<string> seats, CancellationToken cancellation)
    {
        var (showing, member) = await AskedAboutAsync(guestId, showtimeId, seats, cancellation);
        var held = await coupons.UsableAsync(guestId, cancellation);
        return BestPrice.Of(PricesOf(showing, seats), Terms(showing, member, []), held, MostCoupons, c => Coupon.Misfit(c.Template, showing, SaleChannel.MiniProgram));
    }

    /// <returns>The showtime, and what her tier brings; null when she is no member.</returns>
    private async Task<(Showing Showing, TierTerms? Member)> AskedAboutAsync(
        string guestId, string showtimeId, IReadOnlyList<string> seats, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(showtimeId, cancellation);
        if (seats.Any(label => showing.Plan.Find(label) is null)) throw OrderRefusals.UnknownSeats();
        return (showing, await memberships.TierAsync(guestId, cancellation) is { } tier ? (await tiers.CurrentAsync(cancellation)).Rule.Of(tier) : null);
    }

    /// <summary>What the guest reads in her bill.</summary>
    internal async Task<string> BillAsync(OrderRow order, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(order.ShowtimeId, cancellation);
        var film = showing.Film.Title.Length > LongestTitle ? showing.Film.Title[..LongestTitle] + "…" : showing.Film.Title;
        return $"电影票《{film}》";
    }

    /// <summary>The price of these seats, all of which the plan has.</summary>
    /// <param name="member">What her tier brings; null for a guest who is no member.</param>
    /// <param name="wish">What else she wants of her membership.</param>
    internal static PriceQuote Quote(
        Showing showing, IReadOnlyList<string> seats, TierTerms? member, IReadOnlyList<HeldCoupon> coupons, LoyaltyWish? wish = null) =>
        PriceQuote.For(PricesOf(showing, seats), Terms(showing, member, coupons) with { Benefit = wish?.Benefit, Points = wish?.Points });

    private static PriceTerms Terms(Showing showing, TierTerms? member, IReadOnlyList<HeldCoupon> coupons) =>
        new(member is not null, showing.Film.LowestPrice, showing.Showtime.ServiceFee, coupons) { Tier = member };

    private static List<SeatPrice> PricesOf(Showing showing, IReadOnlyList<string> seats) =>
        [.. seats.Select(label =>
        {
            var seat = showing.Plan.Find(label)!;
            var zone = showing.Prices[seat.Zone];
            return new SeatPrice(label, seat.Spoken, seat.Zone, zone.ListFen, zone.MemberFen);
        })];
}
