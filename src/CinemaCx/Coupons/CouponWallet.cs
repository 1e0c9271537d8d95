using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Coupons;

/// <summary>A coupon as its owner sees it.</summary>
/// <param name="Kind"><c>cash</c>, <c>percent</c>, <c>exchange</c>, <c>concession</c> or <c>merchandise</c>.</param>
/// <param name="What">What it does: <c>满¥60减¥20</c>.</param>
/// <param name="Why">Why she has it.</param>
/// <param name="ValidUntil">First moment at which it is no longer good.</param>
/// <param name="LastDay">The last day on which it is good, by the cinema's wall.</param>
/// <param name="State"><c>usable</c>, <c>locked</c>, <c>used</c>, <c>expired</c>, <c>early</c> or <c>revoked</c>.</param>
/// <param name="Usable">True when an order placed now could have it.</param>
/// <param name="Unusable">Why it is not usable, in Chinese; null when it is.</param>
/// <param name="OrderId">The order that holds or used it.</param>
/// <param name="TakesOffFen">What it would take off the seats that were asked about; null when none were, or when it does not fit them.</param>
/// <param name="CounterCode">What she reads out at the counter, where it is for the counter and still hers to use: <c>K7QF-92MX-PD3T</c>.</param>
/// <param name="CounterQr">What the QR code she shows there says.</param>
/// <param name="History">What happened to it, oldest first.</param>
public sealed record CouponView(
    string Id,
    string Name,
    string Kind,
    string What,
    string Why,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidUntil,
    DateOnly LastDay,
    string State,
    bool Usable,
    string? Unusable,
    string? OrderId,
    Fen? TakesOffFen,
    string? CounterCode,
    string? CounterQr,
    IReadOnlyList<CouponEventView> History);

/// <param name="Text">In Chinese.</param>
public sealed record CouponEventView(DateTimeOffset At, string Text, string? OrderId);

/// <summary>A coupon with its terms, as read in one go.</summary>
public sealed record HeldCoupon(CouponRow Coupon, CouponTemplateRow Template);

/// <summary>What a guest holds.</summary>
public sealed class CouponWallet(Database database, TimeProvider time, IOptions<CouponOptions> options)
{
    // What is long over leaves the wallet; the rows stay.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(180);
    private const int Most = 200;

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <summary>Usable ones first, those that end soonest before the others.</summary>
    /// <param name="fit">
    /// Says of a usable coupon what it takes off the order in question, or throws why it does not fit; null when there is none.
    /// </param>
    public async Task<IReadOnlyList<CouponView>> ListAsync(string guestId, Func<HeldCoupon, Fen?>? fit, CancellationToken cancellation)
    {
        var now = time.Now();
        var since = now - Remembered;
        await using var db = database.Read();
        var held = await Joined(db).Where(h => h.Coupon.GuestId == guestId && h.Coupon.ValidUntil > since)
            .OrderByDescending(h => h.Coupon.ValidUntil).Take(Most).ToListAsync(cancellation);
        var ids = held.ConvertAll(h => h.Coupon.Id);
        var events = (await db.GetTable<CouponEventRow>().Where(e => ids.Contains(e.CouponId)).ToListAsync(cancellation)).ToLookup(e => e.CouponId, StringComparer.Ordinal);
        return [.. held.Select(h => View(h, events[h.Coupon.Id], fit, now)).OrderByDescending(v => v.Usable).ThenBy(v => v.ValidUntil)];
    }

    /// <exception cref="Refusal">404 <c>coupon-not-found</c>, also when it is somebody else's.</exception>
    public async Task<CouponView> GetAsync(string guestId, string couponId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var held = await RequireAsync(db, guestId, couponId, cancellation);
        var events = await db.GetTable<CouponEventRow>().Where(e => e.CouponId == couponId).ToListAsync(cancellation);
        return View(held, events, fit: null, time.Now());
    }

    /// <summary>Coupons of hers, in whatever state, in the order asked for.</summary>
    /// <param name="couponIds">Each once.</param>
    /// <exception cref="Refusal">404 <c>coupon-not-found</c>, also when one is somebody else's.</exception>
    public async Task<IReadOnlyList<HeldCoupon>> RequireAsync(string guestId, IReadOnlyList<string> couponIds, CancellationToken cancellation)
    {
        if (couponIds.Count == 0) return [];
        await using var db = database.Read();
        var held = await Joined(db).Where(h => couponIds.Contains(h.Coupon.Id) && h.Coupon.GuestId == guestId).ToListAsync(cancellation);
        return [.. couponIds.Select(id => held.Find(h => h.Coupon.Id == id) ?? throw CouponRefusals.NotFound())];
    }

    /// <summary>What she could use at this moment, those that end soonest first.</summary>
    public async Task<IReadOnlyList<HeldCoupon>> UsableAsync(string guestId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var held = await Joined(db).Where(h => h.Coupon.GuestId == guestId && h.Coupon.ValidUntil > now && h.Coupon.State != CouponState.Revoked && h.Coupon.State != CouponState.Used)
            .OrderBy(h => h.Coupon.ValidUntil).Take(Most).ToListAsync(cancellation);
        return held.FindAll(h => Coupon.Unusable(h.Coupon, now) is null);
    }

    /// <summary>A coupon of hers, in whatever state.</summary>
    /// <exception cref="Refusal">404 <c>coupon-not-found</c>, also when it is somebody else's.</exception>
    public static async Task<HeldCoupon> RequireAsync(DbSession db, string guestId, string couponId, CancellationToken cancellation) =>
        await Joined(db).FirstOrDefaultAsync(h => h.Coupon.Id == couponId && h.Coupon.GuestId == guestId, cancellation) ?? throw CouponRefusals.NotFound();

    /// <summary>A coupon that came to be this moment.</summary>
    internal CouponView Fresh(HeldCoupon held)
    {
        var issued = new CouponEventRow { Id = "", CouponId = held.Coupon.Id, HappenedAt = held.Coupon.IssuedAt, What = "issued", Note = held.Coupon.Reason };
        return View(held, [issued], fit: null, held.Coupon.IssuedAt);
    }

    private static IQueryable<HeldCoupon> Joined(DbSession db) =>
        from coupon in db.GetTable<CouponRow>()
        join template in db.GetTable<CouponTemplateRow>() on coupon.TemplateId equals template.Id
        select new HeldCoupon(coupon, template);

    private CouponView View(HeldCoupon held, IEnumerable<CouponEventRow> events, Func<HeldCoupon, Fen?>? fit, DateTimeOffset now)
    {
        var coupon = Coupon.At(held.Coupon, now);
        var unusable = Coupon.Unusable(coupon, now);
        var state = unusable?.Code switch
        {
            null => "usable",
            "coupon-not-yet-valid" => "early",
            { } code => code["coupon-".Length..],
        };
        Fen? takesOff = null;
        if (unusable is null && fit is not null)
        {
            try
            {
                takesOff = fit(held);
            }
            catch (Refusal misfit)
            {
                unusable = misfit;
            }
        }

        var counterCode = unusable is null ? coupon.CounterCode : null;
        return new CouponView(
            coupon.Id,
            held.Template.Name,
            StoredWord.Of(held.Template.Kind),
            CouponWords.What(held.Template),
            coupon.Reason,
            coupon.ValidFrom,
            coupon.ValidUntil,
            CouponWords.LastDay(coupon.ValidUntil, _zone),
            state,
            unusable is null,
            unusable?.Sentence,
            coupon.LockedByOrder ?? coupon.UsedByOrder,
            takesOff,
            counterCode is null ? null : ClaimCodes.Spoken(counterCode),
            counterCode is null ? null : CounterCodes.Qr(counterCode),
            [.. CouponHistory.Of(held.Coupon, coupon, events)]);
    }
}
