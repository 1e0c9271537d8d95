using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;
using Xunit.Sdk;

namespace CinemaCx.Tests.Coupons;

/// <param name="Die">What happens.</param>
/// <param name="Choice">Which coupons, seats or order.</param>
internal sealed record WalletStep(int Die, int Who, int Choice);

/// <summary>A coupon as the law has it.</summary>
internal sealed class ModelCoupon(int who, bool isPercent, DateTimeOffset validUntil)
{
    public int Who { get; } = who;
    public bool IsPercent { get; } = isPercent;
    public DateTimeOffset ValidUntil { get; private set; } = validUntil;
    public bool IsExtended { get; private set; }
    public bool IsRevoked { get; set; }
    public ModelUse? Order { get; set; }

    public string State(DateTimeOffset now)
    {
        if (Order is { IsPaid: false } held && held.Until <= now) GiveBack(held.Until);
        return IsRevoked ? "Revoked" : Order is null ? "Issued" : Order.IsPaid ? "Used" : "Locked";
    }

    public void GiveBack(DateTimeOffset at)
    {
        Order = null;
        if (IsExtended || ValidUntil >= at.AddHours(24)) return;
        (ValidUntil, IsExtended) = (at.AddDays(7), true);
    }
}

internal sealed class ModelUse(string id, int who, DateTimeOffset until, string[] seats)
{
    public string Id { get; } = id;
    public int Who { get; } = who;
    public DateTimeOffset Until { get; } = until;
    public List<string> Seats { get; } = [.. seats];
    public bool IsPaid { get; set; }
    public bool IsOver { get; set; }
}

/// <summary>Leads two guests through a sequence of steps with the coupons of two offers, and compares the house with the law after each.</summary>
internal sealed class WalletWalk
{
    private const int MostCash = 5;
    private const int MostCashEach = 3;
    private const int MostPercent = 3;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(25);

    private readonly Cinema _cinema;
    private readonly Showing _pattern;
    private readonly SortedDictionary<string, int> _seen;
    private readonly Dictionary<string, ModelCoupon> _coupons = new(StringComparer.Ordinal);
    private readonly List<ModelUse> _orders = [];
    private readonly List<string> _story = [];
    private readonly int[] _taken = new int[2];
    private readonly DateTimeOffset _ends;
    private Guest[] _guests = [];
    private string[] _ids = [];
    private CouponTemplateRow _cash = null!;
    private CouponTemplateRow _percent = null!;
    private int _grants;
    private DateTimeOffset? _goneAt;

    private WalletWalk(Cinema cinema, Showing pattern, SortedDictionary<string, int> seen)
    {
        (_cinema, _pattern, _seen) = (cinema, pattern, seen);
        _ends = Now + Life;
    }

    private DateTimeOffset Now => _cinema.Clock.Now();

    private int Count(bool percent) => _coupons.Values.Count(c => c.IsPercent == percent && !c.IsRevoked);

    public static async Task RunAsync(Cinema cinema, Showing pattern, WalletStep[] steps, SortedDictionary<string, int> seen)
    {
        var walk = new WalletWalk(cinema, pattern, seen);
        await walk.BeginAsync();
        try
        {
            foreach (var step in steps)
            {
                walk._story.Add($"{step.Die % 18}({step.Who},{step.Choice})");
                await walk.TakeStepAsync(step);
                await walk.CompareAsync();
            }
        }
        catch (Exception e) when (e is IAssertionException)
        {
            throw new XunitException(string.Join(", ", walk._story) + ": " + e.Message, e);
        }
    }

    private async Task BeginAsync()
    {
        _guests = await _cinema.GuestsAsync(2);
        _ids = await Task.WhenAll(_guests.Select(g => g.IdAsync()));
        _cash = await _cinema.TemplateAsync(t => t with
        {
            Amount = Fen.Yuan(3),
            ValidDays = null,
            ValidUntil = _ends,
            ClaimFrom = Now,
            TotalLimit = MostCash,
            PerGuestLimit = MostCashEach,
            PerOrderLimit = 2,
            LeastRole = null,
        });
        _percent = await _cinema.TemplateAsync(t => t with
        {
            Kind = CouponKind.Percent,
            Amount = null,
            Percent = 10,
            Cap = Fen.Yuan(5),
            Position = 300,
            ValidDays = null,
            ValidUntil = _ends,
            Budget = Fen.Yuan(5) * MostPercent,
            LeastRole = null,
        });
    }

    private Task TakeStepAsync(WalletStep step) => (step.Die % 18) switch
    {
        <= 2 => TakeAsync(step.Who),
        <= 4 => GrantAsync(step.Who),
        <= 8 => HoldAsync(step),
        <= 10 => PayAsync(step),
        11 => CancelAsync(step.Who),
        <= 13 => RefundAsync(step),
        14 => RevokeAsync(step),
        _ => ForwardAsync(step),
    };

    private Task ForwardAsync(WalletStep step)
    {
        _cinema.FastForward(TimeSpan.FromMinutes(step.Choice % 2 == 0 ? 16 : 4));
        return Task.CompletedTask;
    }

    private async Task TakeAsync(int who)
    {
        var answer = await TakingCoupons.TakeAsync(_guests[who], _cash);
        var expected = Now >= _ends ? "coupon-claim-over" : _taken[who] >= MostCashEach ? "coupon-guest-limit" : Count(percent: false) >= MostCash ? "coupon-exhausted" : null;
        // When none is left a moment's memory says so, before her own limit is looked at and although one was taken back since.
        if (answer.Code == "coupon-exhausted" && expected != "coupon-claim-over" && Now - _goneAt < TimeSpan.FromSeconds(2)) expected = answer.Code;
        if (answer.Code == "coupon-exhausted") _goneAt = Now;
        Assert.Equal(expected, answer.Code);
        Note(expected is null ? "taken" : "refused to take");
        if (expected is not null) return;
        _taken[who]++;
        _coupons[answer.ShouldBe(201).As<CouponView>().Id] = new ModelCoupon(who, isPercent: false, _ends);
    }

    private async Task GrantAsync(int who)
    {
        var grant = new CouponGrant(_percent.Id, _ids[who], CouponSourceKind.Manual, $"{_percent.Id} {_grants++}", "礼");
        var before = Count(percent: true);
        try
        {
            var issued = await _cinema.Service<IssueCoupon>().RunAsync(grant, by: null, CancellationToken.None);
            Assert.True(before < MostPercent, "more was issued than the budget has");
            _coupons[issued.CouponId] = new ModelCoupon(who, isPercent: true, _ends);
            Note("granted");
        }
        catch (Refusal refusal)
        {
            Assert.Equal(("coupon-exhausted", MostPercent), (refusal.Code, before));
        }
    }

    private async Task HoldAsync(WalletStep step)
    {
        // Two times out of three what she can use, else whatever she has: one, mostly two, now and then none.
        var hers = _coupons.Where(c => c.Value.Who == step.Who && (step.Die / 18 % 3 == 0 || WhyNot(c.Value) is null)).OrderBy(c => c.Key, StringComparer.Ordinal).ToList();
        var chosen = hers.Skip(hers.Count == 0 ? 0 : step.Choice % hers.Count).Concat(hers).DistinctBy(c => c.Key)
            .Take(step.Choice >= 90 ? 0 : step.Choice % 3 == 0 ? 1 : 2).ToList();
        var expected = chosen.Select(c => WhyNot(c.Value)).FirstOrDefault(w => w is not null)
            ?? (chosen.Count(c => c.Value.IsPercent) > 1 ? "coupon-per-order-limit" : null);
        var showtime = await OrderWalk.NewShowtimeAsync(_cinema, _pattern);
        var seats = _pattern.SideBySide(2, rowsToSkip: step.Who);
        var answer = await _guests[step.Who].PostAsync("/api/v1/orders", new { showtimeId = showtime.Id, seats, couponIds = chosen.Select(c => c.Key) });
        if (_orders.Any(o => o.Who == step.Who && !o.IsPaid && !o.IsOver && o.Until > Now))
        {
            Assert.Contains(answer.Status, new[] { 409, 422 });
            return;
        }

        if (expected == "coupon-expired") Note("too late");
        if (expected is not null)
        {
            Assert.True(answer.Status is 409 or 422, answer.Text);
            return;
        }

        var order = answer.ShouldBe(201).As<OrderView>();
        var plain = OrderShop.Quote(_pattern, seats, member: null, []).Total.Value;
        var tickets = plain - (2 * _pattern.Showtime.ServiceFee.Value);
        var off = chosen.Any(c => c.Value.IsPercent) ? Math.Min(500, ((tickets * 10) + 50) / 100) : 0;
        off += 300 * chosen.Count(c => !c.Value.IsPercent);
        Assert.Equal(plain - off, order.TotalFen.Value);
        var use = new ModelUse(order.Id, step.Who, order.ExpiresAt!.Value, seats);
        _orders.Add(use);
        foreach (var (_, coupon) in chosen) coupon.Order = use;
        Note(chosen.Count == 2 ? "held with two" : chosen.Count == 1 ? "held with one" : "held");
    }

    private string? WhyNot(ModelCoupon coupon) => coupon.State(Now) switch
    {
        "Issued" => coupon.ValidUntil <= Now ? "coupon-expired" : null,
        "Used" => "coupon-used",
        "Revoked" => "coupon-revoked",
        _ => "coupon-locked",
    };

    private async Task PayAsync(WalletStep step)
    {
        var who = step.Who;
        if (_orders.FindLast(o => o.Who == who && !o.IsPaid && !o.IsOver && o.Until > Now) is not { } order)
        {
            await HoldAsync(step);
            return;
        }

        await _cinema.PayAsync(await _guests[who].OpensPaymentAsync(order.Id));
        await _guests[who].SeesOrderAsync(order.Id, "paid");
        order.IsPaid = true;
        Note("paid");
    }

    private async Task CancelAsync(int who)
    {
        if (_orders.FindLast(o => o.Who == who && !o.IsPaid && !o.IsOver) is not { } order) return;
        // What ran out gave its coupons back already; giving up what is left of it takes nothing from the next.
        var isLate = order.Until <= Now;
        foreach (var coupon in CouponsOf(order).Where(_ => !isLate)) coupon.GiveBack(Now);
        (await _guests[who].PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        order.IsOver = true;
        Note(isLate ? "ran out" : "cancelled");
    }

    private async Task RefundAsync(WalletStep step)
    {
        if (_orders.FindLast(o => o.Who == step.Who && o.IsPaid && o.Seats.Count > 0) is not { } order)
        {
            await PayAsync(step);
            return;
        }

        string[] seats = step.Choice % 2 == 0 ? [.. order.Seats] : [order.Seats[0]];
        (await _guests[step.Who].PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats })).ShouldBe(201);
        order.Seats.RemoveAll(s => seats.Contains(s, StringComparer.Ordinal));
        if (order.Seats.Count > 0) return;
        foreach (var coupon in CouponsOf(order)) coupon.GiveBack(Now);
        Note("refunded");
    }

    private async Task RevokeAsync(WalletStep step)
    {
        if (_coupons.Count == 0) return;
        var (id, coupon) = _coupons.OrderBy(c => c.Key, StringComparer.Ordinal).ElementAt(step.Choice % _coupons.Count);
        var isFree = coupon.State(Now) == "Issued";
        var refused = await Record.ExceptionAsync(() => _cinema.Service<RevokeCoupon>().RunAsync(id, by: null, CancellationToken.None)) as Refusal;
        Assert.Equal(isFree ? null : "coupon-not-revocable", refused?.Code);
        if (!isFree) return;
        coupon.IsRevoked = true;
        if (!coupon.IsPercent) _taken[coupon.Who]--;
        Note("revoked");
    }

    private List<ModelCoupon> CouponsOf(ModelUse order) => [.. _coupons.Values.Where(c => c.Order == order)];

    private async Task CompareAsync()
    {
        var now = Now;
        await using var db = _cinema.Database.Read();
        var rows = await db.GetTable<CouponRow>().Where(c => c.TemplateId == _cash.Id || c.TemplateId == _percent.Id).ToListAsync();
        var present = rows.Select(r => Coupon.At(r, now)).ToDictionary(r => r.Id, StringComparer.Ordinal);
        Same(
            _coupons.Select(c => $"{c.Key} {c.Value.State(now)} {c.Value.Order?.Id} {c.Value.IsExtended}"),
            present.Values.Select(r => $"{r.Id} {r.State} {r.LockedByOrder ?? r.UsedByOrder} {r.ExtendedAt is not null}"));
        // The house's clock goes on while the model thinks.
        Assert.All(_coupons, c => Assert.InRange((present[c.Key].ValidUntil - c.Value.ValidUntil).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        await _cinema.BooksShouldBalanceAsync();
    }

    private static void Same(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(string.Join('\n', expected.Order(StringComparer.Ordinal)), string.Join('\n', actual.Order(StringComparer.Ordinal)));

    private void Note(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;
}
