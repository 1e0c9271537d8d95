using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>A price while it is being worked out: what each ticket costs so far, and the lines that say why.</summary>
internal sealed class PriceSheet
{
    private readonly SeatMoney[] _money;
    private readonly long[] _shares;
    private readonly List<PriceLine> _lines;
    private readonly List<KeyValuePair<string, Fen>> _coupons = [];
    private readonly SeatLoyalty[] _loyalty;

    public PriceSheet(IReadOnlyList<SeatPrice> seats, Fen lowestPrice, Fen serviceFee)
    {
        (Seats, LowestPrice, ServiceFee) = (seats, lowestPrice, serviceFee);
        _money = new SeatMoney[seats.Count];
        _shares = new long[seats.Count];
        _loyalty = new SeatLoyalty[seats.Count];
        Array.Fill(_loyalty, SeatLoyalty.None);
        _lines = new List<PriceLine>(seats.Count * 4);
        foreach (ref var seat in _money.AsSpan()) seat.Fee = serviceFee.Value;
    }

    /// <summary>What coupons find: the tickets after every step before theirs.</summary>
    public static IReadOnlyList<SeatMoney> BeforeCoupons(IReadOnlyList<SeatPrice> seats, PriceTerms terms)
    {
        var sheet = new PriceSheet(seats, terms.LowestPrice, terms.ServiceFee);
        foreach (var step in PriceSteps.BeforeCoupons(terms)) step(sheet);
        sheet.BeginCoupons();
        return sheet._money;
    }

    public IReadOnlyList<SeatPrice> Seats { get; }

    public Fen LowestPrice { get; }

    public Fen ServiceFee { get; }

    /// <summary>What the tickets cost so far, service fee apart.</summary>
    public Fen Spend => new(_money.Sum(m => m.Ticket));

    /// <summary>What may still be taken off before every ticket is at the film's lowest price.</summary>
    public Fen Room => new(_money.Sum(m => RoomOf(m)));

    public Fen TicketOf(int seat) => new(_money[seat].Ticket);

    /// <summary>A price takes the place of another, before anything is taken off: the line says by how much.</summary>
    public void SetTicket(int seat, Fen price, string kind, string text, string why)
    {
        Write(new PriceLine(Seats[seat].Seat, kind, text, price - TicketOf(seat), why));
        _money[seat].Ticket = price.Value;
    }

    /// <summary>Spread over the seats by what each may still lose.</summary>
    /// <returns>What was taken: no more than <see cref="Room"/>.</returns>
    public Fen TakeOff(Fen wanted, string kind, string text, string why)
    {
        Span<long> room = stackalloc long[_money.Length];
        for (var i = 0; i < room.Length; i++) room[i] = RoomOf(_money[i]);
        var taken = wanted < Room ? wanted : Room;
        FenShares.Spread(taken.Value, room, _shares);
        for (var i = 0; i < room.Length; i++) _money[i].Ticket -= _shares[i];
        WriteShares(kind, text, why, couponId: null);
        return taken;
    }

    /// <summary>From here on tickets are what coupons call the initial amount.</summary>
    public void BeginCoupons()
    {
        foreach (ref var seat in _money.AsSpan()) seat.Initial = seat.Ticket;
    }

    /// <exception cref="Refusal">422 <c>coupon-below-min-spend</c>, <c>coupon-nothing-to-take-off</c> or <c>coupon-for-counter</c>.</exception>
    public void Apply(HeldCoupon coupon)
    {
        var cut = CouponDiscount.Cut(coupon.Template, _money, LowestPrice.Value, _shares);
        if (cut.Refused(coupon.Template) is { } refusal) throw refusal;
        _coupons.Add(KeyValuePair.Create(coupon.Coupon.Id, new Fen(cut.Taken)));
        WriteShares("coupon", $"优惠券 {coupon.Template.Name}", CouponWords.Why(coupon.Template, cut, LowestPrice, Seats.Count), coupon.Coupon.Id);
    }

    /// <summary>The house stands in for the guest, service fee and all: no lowest price protects the seat.</summary>
    /// <returns>What was taken.</returns>
    public Fen PayFor(int seat, Fen most, string kind, string text, string why)
    {
        ref var money = ref _money[seat];
        var ticket = Math.Min(money.Ticket, most.Value);
        var fee = Math.Min(money.Fee, most.Value - ticket);
        (money.Ticket, money.Fee) = (money.Ticket - ticket, money.Fee - fee);
        Write(new PriceLine(Seats[seat].Seat, kind, text, new Fen(-ticket - fee), why));
        return new Fen(ticket + fee);
    }

    /// <summary>Points pay so much, which there is <see cref="Room"/> for.</summary>
    public void PayWithPoints(Fen amount, int perFen, string text, string why)
    {
        TakeOff(amount, "points", text, why);
        for (var i = 0; i < _loyalty.Length; i++) _loyalty[i] = _loyalty[i] with { PointsSpent = _shares[i] * perFen };
    }

    /// <summary>A right of her tier took so much off.</summary>
    public void Save(int seat, Fen amount, TierBenefit? benefit) =>
        _loyalty[seat] = _loyalty[seat] with { Saved = _loyalty[seat].Saved + amount, Benefit = benefit ?? _loyalty[seat].Benefit };

    public void Write(PriceLine line) => _lines.Add(line);

    public PriceQuote Quote()
    {
        var perSeat = new Dictionary<string, Fen>(Seats.Count, StringComparer.Ordinal);
        for (var i = 0; i < _money.Length; i++) perSeat[Seats[i].Seat] = new Fen(_money[i].Ticket + _money[i].Fee);
        var loyalty = Seats.Select((seat, i) => KeyValuePair.Create(seat.Seat, _loyalty[i])).ToDictionary(StringComparer.Ordinal);
        return new PriceQuote(perSeat.Values.Sum(), _lines, perSeat, _coupons) { Loyalty = loyalty };
    }

    private void WriteShares(string kind, string text, string why, string? couponId)
    {
        for (var i = 0; i < _shares.Length; i++)
        {
            if (_shares[i] > 0) Write(new PriceLine(Seats[i].Seat, kind, text, new Fen(-_shares[i]), why, couponId));
        }
    }

    private long RoomOf(SeatMoney seat) => Math.Max(0, seat.Ticket - LowestPrice.Value);
}
