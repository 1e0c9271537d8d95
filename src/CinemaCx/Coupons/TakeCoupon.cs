using System.Collections.Concurrent;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>
/// A guest takes a coupon that is offered to everybody. Those who come while others are being served are served together, in one transaction: that costs the
/// database a fraction of as many alone. What cannot be had by all of them is left, and each tries for herself, counted to the last one. Two round trips:
/// one that takes, counted last, and the commit; what was taken wrongly is never committed.
/// </summary>
public sealed class TakeCoupon(Database database, CouponTemplates templates, IssueCoupon issue, CouponWallet wallet, TimeProvider time)
{
    private const int MostTogether = 32;

    // When all are gone most of those who still come need not ask the database; one that is taken back is there again this much later.
    private static readonly TimeSpan GoneFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _gone = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Gathering<Wish, Served>> _queues = new(StringComparer.Ordinal);

    /// <exception cref="Refusal">
    /// 404 <c>coupon-template-not-found</c> (also when it is not offered), 409 <c>coupon-claim-early</c>, <c>coupon-claim-over</c>,
    /// <c>coupon-template-retired</c>, <c>coupon-exhausted</c>, <c>coupon-guest-limit</c>.
    /// </exception>
    public async Task<CouponView> RunAsync(string guestId, string templateId, CancellationToken cancellation)
    {
        var now = time.Now();
        var template = await templates.OfferedAsync(templateId, cancellation) ?? throw CouponRefusals.NotOffered();
        if (now < template.ClaimFrom) throw CouponRefusals.ClaimEarly(template.Name, template.ClaimFrom.Value);
        if (now >= template.ClaimUntil || now >= template.ValidUntil) throw CouponRefusals.ClaimOver(template.Name);
        if (IsGone(template)) throw CouponRefusals.SoldOut(template.Name);
        var queue = _queues.GetOrAdd(templateId, _ => new Gathering<Wish, Served>(ServeAsync, MostTogether));
        var served = await queue.WriteAsync(new Wish(guestId, template)).WaitAsync(cancellation);
        return wallet.Fresh(served.Held ?? throw served.Failure!);
    }

    private async Task<IReadOnlyList<Served>> ServeAsync(IReadOnlyList<Wish> wishes)
    {
        var served = new Served?[wishes.Count];
        // Who taps twice at once has one of them served with the others.
        var open = Enumerable.Range(0, wishes.Count).GroupBy(i => wishes[i].GuestId, StringComparer.Ordinal).Select(g => g.First()).ToList();
        while (open.Count > 1 && !await TogetherAsync(wishes, open, served)) { }
        await Task.WhenAll(Enumerable.Range(0, wishes.Count).Where(i => served[i] is null).Select(async i => served[i] = await AloneAsync(wishes[i])));
        return served!;
    }

    /// <param name="open">Places of the wishes to be met; those that cannot be had together are taken out.</param>
    /// <returns>False: those that are left may still be served together.</returns>
    private async Task<bool> TogetherAsync(IReadOnlyList<Wish> wishes, List<int> open, Served?[] served)
    {
        var (now, template) = (time.Now(), wishes[open[^1]].Template);
        await using var db = await database.BeginAsync();
        var script = new Script();
        var taking = issue.AddAll(script, template, [.. open.Select(i => GrantOf(wishes[i], now))], now);
        var results = await db.RunAsync(script);
        if (taking.AllCame(results))
        {
            await db.CommitAsync();
            var held = taking.Held.ToDictionary(h => h.Coupon.GuestId!, StringComparer.Ordinal);
            foreach (var i in open) served[i] = new Served(held[wishes[i].GuestId], null);
            return true;
        }

        // Who has as many as she may is told so, and the others try again without her; where it is the supply that does not reach, each goes alone.
        var may = taking.HoldersOf(results).ToHashSet(StringComparer.Ordinal);
        var full = open.FindAll(i => !may.Contains(wishes[i].GuestId));
        foreach (var i in full) served[i] = new Served(null, CouponRefusals.GuestLimitReached(template.Name));
        return full.Count == 0 || open.RemoveAll(full.Contains) == 0;
    }

    private async Task<Served> AloneAsync(Wish wish)
    {
        var (now, template) = (time.Now(), wish.Template);
        if (IsGone(template)) return new Served(null, CouponRefusals.SoldOut(template.Name));
        try
        {
            await using var db = await database.BeginAsync();
            var script = new Script();
            var taking = issue.Add(script, template, GrantOf(wish, now), by: null, now);
            taking.Require(await db.RunAsync(script));
            await db.CommitAsync();
            return new Served(taking.Held, null);
        }
        catch (Exception failure)
        {
            // Hers alone: who was served beside her is not to hear of it.
            if (failure is not Refusal { Code: "coupon-exhausted" }) return new Served(null, failure);
            // Retired a moment ago, or none is left.
            _gone[template.Id] = time.GetTimestamp();
            templates.Forget(template.Id);
            return new Served(null, failure);
        }
    }

    private bool IsGone(CouponTemplateRow template) => _gone.TryGetValue(template.Id, out var since) && time.GetElapsedTime(since) < GoneFor;

    private static CouponGrant GrantOf(Wish wish, DateTimeOffset now) =>
        new(wish.Template.Id, wish.GuestId, CouponSourceKind.Claim, Id.New("clm", now), "自助领取");

    private sealed record Wish(string GuestId, CouponTemplateRow Template);

    private sealed record Served(HeldCoupon? Held, Exception? Failure);
}
