namespace CinemaCx.Tests.Orders;

/// <summary>What can happen to two guests who want the same seats.</summary>
internal enum Act
{
    Hold,
    OpenPayment,

    /// <summary>The guest pays in time and the platform tells of it.</summary>
    Pay,

    /// <summary>She pays in time and the platform never tells.</summary>
    PaySilently,

    /// <summary>The platform takes the money although it should not any more, and tells of it.</summary>
    PayAnyway,

    /// <summary>As before, and it never tells.</summary>
    PayAnywaySilently,
    TellAgain,
    Cancel,
    OneMinute,
    FiveMinutes,
    SixteenMinutes,
    RefundOne,
    RefundAll,
    RunTimers,
}

/// <summary>One throw of the dice: what it means depends on where the guest stands, so that most steps lead somewhere.</summary>
/// <param name="Who">0 or 1.</param>
/// <param name="Choice">Which seats, where an act is about seats.</param>
internal sealed record Step(int Die, int Who, int Choice);

/// <summary>How often the walks came to where it matters.</summary>
internal sealed class Seen
{
    public int Ticketed { get; set; }
    public int Revived { get; set; }
    public int SentBack { get; set; }
    public int Expired { get; set; }
    public int GivenUp { get; set; }
    public int Refunded { get; set; }
    public int CouponsUsed { get; set; }
    public int CouponsReturned { get; set; }

    public override string ToString() =>
        $"ticketed {Ticketed}, revived {Revived}, sent back {SentBack}, expired {Expired}, given up {GivenUp}, refunded {Refunded}, coupons used {CouponsUsed}, returned {CouponsReturned}";
}

internal enum Stage
{
    Held,
    Paid,
    Cancelled,
    Expired,
}

/// <summary>Where a payment stands, on our side or at the platform.</summary>
internal enum Till
{
    None,
    Open,
    Closed,
    Paid,
}

internal sealed class ModelOrder(string id, int who, DateTimeOffset heldUntil, IReadOnlyDictionary<string, long> prices)
{
    public string Id { get; } = id;
    public int Who { get; } = who;
    public DateTimeOffset HeldUntil { get; } = heldUntil;
    public IReadOnlyDictionary<string, long> Prices { get; } = prices;
    /// <summary>The guest's only coupon pays part of it.</summary>
    public bool HasCoupon { get; init; }
    public Stage Stage { get; set; } = Stage.Held;
    public Till Ours { get; set; }
    public Till Theirs { get; set; }
    public string? PaymentId { get; set; }
    public DateTimeOffset PayableUntil { get; set; }
    public DateTimeOffset ClosedAt { get; set; }

    /// <summary>The house has not looked at the payment for the last time.</summary>
    public bool Watched { get; set; }
    public long In { get; set; }
    public long Back { get; set; }
    public HashSet<string> Returned { get; } = new(StringComparer.Ordinal);
    public long Total => Prices.Values.Sum();
}

/// <summary>
/// The law of orders as plain data: who has which seat, and where the money is. It knows no database, no messages and no races; the house must come to
/// the same truth.
/// </summary>
internal sealed class OrderModel(DateTimeOffset startsAt, Seen seen)
{
    private static readonly TimeSpan FirstLookAfter = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan LastLookAfter = TimeSpan.FromMinutes(3);

    /// <summary>Who has a seat; for a hold also past its time, until somebody else takes it.</summary>
    public Dictionary<string, (ModelOrder Order, bool Sold)> Claims { get; } = new(StringComparer.Ordinal);

    public List<ModelOrder> Orders { get; } = [];

    public ModelOrder? LatestOf(int who) => Orders.LastOrDefault(o => o.Who == who);

    /// <summary>The order that holds or used the coupon of a guest.</summary>
    public ModelOrder? CouponHolder(int who, DateTimeOffset now) => Orders.SingleOrDefault(o => o.Who == who && o.HasCoupon && o.Stage switch
    {
        Stage.Held => o.Ours != Till.None || o.HeldUntil > now,
        Stage.Paid => o.Returned.Count < o.Prices.Count,
        _ => false,
    });

    /// <summary>One step in four is anything at all, the others are what would move this guest's story on.</summary>
    public Act Meaning(Step step, DateTimeOffset now)
    {
        var acts = step.Die % 4 == 0 ? Enum.GetValues<Act>() : Likely(LatestOf(step.Who), now);
        return acts[step.Die / 4 % acts.Length];
    }

    private static Act[] Likely(ModelOrder? order, DateTimeOffset now) => order switch
    {
        null => [Act.Hold],
        { Stage: Stage.Paid } => [Act.RefundOne, Act.RefundAll, Act.TellAgain, Act.Hold, Act.OneMinute, Act.RunTimers],
        { Stage: Stage.Held, Ours: Till.None } when order.HeldUntil > now => [Act.OpenPayment, Act.OpenPayment, Act.OpenPayment, Act.Cancel, Act.FiveMinutes],
        { Stage: Stage.Held, Ours: Till.None } => [Act.Hold, Act.OpenPayment, Act.Cancel],
        { Stage: Stage.Held, Theirs: Till.Paid } => [Act.RunTimers, Act.Cancel, Act.OneMinute, Act.SixteenMinutes, Act.Hold],
        { Stage: Stage.Held } when order.HeldUntil > now =>
            [Act.Pay, Act.PaySilently, Act.Cancel, Act.FiveMinutes, Act.SixteenMinutes, Act.SixteenMinutes, Act.SixteenMinutes, Act.OpenPayment],
        { Stage: Stage.Held } => [Act.RunTimers, Act.RunTimers, Act.RunTimers, Act.RunTimers, Act.Hold, Act.PayAnyway, Act.PayAnywaySilently, Act.Cancel],
        { PaymentId: not null, Theirs: not Till.Paid } => [Act.PayAnyway, Act.PayAnyway, Act.PayAnyway, Act.PayAnywaySilently, Act.PayAnywaySilently, Act.Hold],
        _ => [Act.Hold, Act.Hold, Act.TellAgain, Act.FiveMinutes, Act.RunTimers],
    };

    /// <summary>May this guest have these seats now? Asking settles the payments of expired holds that stand in the way.</summary>
    public bool MayHold(int who, IReadOnlyList<string> seats, DateTimeOffset now)
    {
        if (seats.Any(s => Claims.TryGetValue(s, out var c) && (c.Sold || c.Order.HeldUntil > now))) return false;
        if (Orders.Any(o => o.Who == who && o.Stage == Stage.Held && o.HeldUntil > now)) return false;
        var waiting = seats.Where(s => !IsFree(s, now)).Select(s => Claims[s].Order).Distinct().ToList();
        foreach (var order in waiting) Settle(order, now, giveUp: false);
        return seats.All(s => IsFree(s, now));
    }

    public void Hold(ModelOrder order)
    {
        Orders.Add(order);
        foreach (var seat in order.Prices.Keys) Claims[seat] = (order, false);
    }

    /// <summary>The house hears of the money.</summary>
    public void Hear(ModelOrder order, DateTimeOffset now)
    {
        if (order.Ours == Till.Paid) return;
        order.Ours = Till.Paid;
        order.Watched = false;
        order.In = order.Total;
        if (order.Stage == Stage.Held || (order.Stage == Stage.Expired && order.Prices.Keys.All(s => IsFree(s, now)) && !(order.HasCoupon && CouponHolder(order.Who, now) is not null)))
        {
            seen.Ticketed++;
            if (order.Stage == Stage.Expired) seen.Revived++;
            if (order.HasCoupon) seen.CouponsUsed++;
            order.Stage = Stage.Paid;
            foreach (var seat in order.Prices.Keys) Claims[seat] = (order, true);
            return;
        }

        seen.SentBack++;
        order.Stage = Stage.Cancelled;
        order.Back = order.Total;
    }

    /// <summary>The house asks the platform; past the hold's end, or because the guest gives up, it closes the payment.</summary>
    public void Settle(ModelOrder order, DateTimeOffset now, bool giveUp)
    {
        if (order.Ours != Till.Open) return;
        if (order.Theirs == Till.Paid)
        {
            Hear(order, now);
        }
        else if (giveUp || order.HeldUntil <= now)
        {
            order.Theirs = order.Ours = Till.Closed;
            order.ClosedAt = now;
            End(order, giveUp ? Stage.Cancelled : Stage.Expired);
        }
    }

    /// <summary>The timer of a payment: also after it was closed, a few times more.</summary>
    public void Ring(ModelOrder order, DateTimeOffset now)
    {
        if (order.Ours != Till.Closed)
        {
            Settle(order, now, giveUp: false);
        }
        else if (now >= order.ClosedAt + FirstLookAfter && order.Theirs == Till.Paid)
        {
            order.Watched = false;
            Hear(order, now);
        }
        else if (now >= order.ClosedAt + LastLookAfter)
        {
            order.Watched = false;
        }
    }

    public void End(ModelOrder order, Stage stage)
    {
        if (stage == Stage.Expired) seen.Expired++;
        else seen.GivenUp++;
        order.Stage = stage;
        foreach (var seat in order.Prices.Keys.Where(s => Claims.TryGetValue(s, out var c) && c.Order == order)) Claims.Remove(seat);
    }

    public void Refund(ModelOrder order, IEnumerable<string> seats, DateTimeOffset now)
    {
        var percent = startsAt - now >= TimeSpan.FromHours(24) ? 0 : 10;
        seen.Refunded++;
        foreach (var seat in seats)
        {
            order.Returned.Add(seat);
            order.Back += order.Prices[seat] - ((order.Prices[seat] * percent) + 50) / 100;
            Claims.Remove(seat);
        }

        if (order.HasCoupon && order.Returned.Count == order.Prices.Count) seen.CouponsReturned++;
    }

    private bool IsFree(string seat, DateTimeOffset now) =>
        !Claims.TryGetValue(seat, out var claim) || (!claim.Sold && claim.Order.HeldUntil <= now && claim.Order.Ours == Till.None);
}
