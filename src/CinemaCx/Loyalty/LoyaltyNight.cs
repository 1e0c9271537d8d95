using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>
/// What time alone changes: points that run out or soon will, members who no longer reach their tier or whose grace is over. Every piece of it takes
/// itself off the list when it is done, so that a night that is broken off goes on where it stopped, and one that was missed is made up for.
/// </summary>
public sealed class LoyaltyNight(Database database, EvaluateStanding standings, TierRules rules, Outbox outbox, TimeProvider time, IOptions<LoyaltyOptions> options)
    : IEventHandler<NightDue>
{
    internal const string Timer = "loyalty-night";
    private const int PageSize = 500;

    // Whoever works longer is taken for stuck.
    private static readonly TimeSpan Shift = TimeSpan.FromSeconds(15);

    public async Task<Delivery> HandleAsync(NightDue news, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < Shift)
        {
            if (await ExpireAsync(cancellation) || await TellExpiriesAsync(cancellation) || await EvaluateAsync(cancellation)) continue;
            return Delivery.AgainAt(options.Value.NextNight(time.Now()));
        }

        return Delivery.AgainAt(time.Now());
    }

    /// <returns>False when there was nothing left to do.</returns>
    private async Task<bool> ExpireAsync(CancellationToken cancellation)
    {
        var now = time.Now();
        List<string> due;
        await using (var look = database.Read())
        {
            due = await look.GetTable<PointsAccountRow>().Where(a => a.NextExpiryAt <= now).OrderBy(a => a.GuestId).Select(a => a.GuestId).Take(PageSize).ToListAsync(cancellation);
        }

        foreach (var guest in due)
        {
            var script = new Script();
            PointsLedger.OpenAndExpire(script, guest, now);
            script.Do($"""
                UPDATE points_accounts SET next_expiry_at = (SELECT MIN(e.expires_at) FROM points_entries e WHERE e.guest_id = {guest} AND e.expires_at > {now})
                WHERE guest_id = {guest}
                """);
            await using var db = await database.BeginAsync(cancellation);
            await db.CommitAsync(script, cancellation);
        }

        return due.Count > 0;
    }

    private async Task<bool> TellExpiriesAsync(CancellationToken cancellation)
    {
        var horizon = time.Now() + options.Value.ExpiryNotice;
        List<PointsAccountRow> due;
        await using (var look = database.Read())
        {
            due = await look.GetTable<PointsAccountRow>()
                .Where(a => a.NextExpiryAt <= horizon && (a.ToldExpiryAt == null || a.ToldExpiryAt < a.NextExpiryAt))
                .OrderBy(a => a.GuestId).Take(PageSize).ToListAsync(cancellation);
        }

        foreach (var account in due) await TellExpiryAsync(account.GuestId, account.NextExpiryAt!.Value, cancellation);
        return due.Count > 0;
    }

    private async Task TellExpiryAsync(string guestId, DateTimeOffset expiresAt, CancellationToken cancellation)
    {
        var script = new Script();
        PointsLedger.Open(script, guestId);
        var told = script.Ask($"""
            UPDATE points_accounts SET told_expiry_at = {expiresAt}
            WHERE guest_id = {guestId} AND (told_expiry_at IS NULL OR told_expiry_at < {expiresAt}) RETURNING balance
            """);
        var later = script.Ask($"SELECT COALESCE(SUM(credit), 0) FROM points_entries WHERE guest_id = {guestId} AND expires_at > {expiresAt}");
        await using var db = await database.BeginAsync(cancellation);
        var results = await db.RunAsync(script, cancellation);
        if (results[told].Count == 0) return;
        var points = OrderPoints.Balance(results[told]) - OrderPoints.Balance(results[later]);
        if (points > 0) await outbox.RecordAsync(db, new PointsExpiring(guestId, points, expiresAt), cancellation);
        await db.CommitAsync(cancellation);
    }

    /// <summary>A page of members who were not looked at since the night began; most stand as they stood and are only ticked off.</summary>
    private async Task<bool> EvaluateAsync(CancellationToken cancellation)
    {
        var now = time.Now();
        var (night, from) = (options.Value.LastNight(now), now.AddYears(-1));
        var rule = (await rules.CurrentAsync(cancellation)).Rule;
        List<TierStandingRow> page;
        Dictionary<string, TierFigures> figures;
        await using (var look = database.Read())
        {
            page = await look.GetTable<TierStandingRow>().Where(s => s.EvaluatedAt < night).OrderBy(s => s.EvaluatedAt).Take(PageSize).ToListAsync(cancellation);
            var guests = page.ConvertAll(s => s.GuestId);
            var orders = await look.GetTable<LoyaltyOrderRow>().Where(o => guests.Contains(o.GuestId) && o.PaidAt > from && o.Seats > 0).ToListAsync(cancellation);
            figures = orders.GroupBy(o => o.GuestId, StringComparer.Ordinal).ToDictionary(g => g.Key, TierFigures.Of, StringComparer.Ordinal);
        }

        var same = new List<string>(page.Count);
        foreach (var row in page)
        {
            var step = row.Standing.Next(figures.GetValueOrDefault(row.GuestId) ?? new TierFigures(Fen.Zero, 0), rule, now);
            if (step.After == row.Standing && !step.TellFall) same.Add(row.GuestId);
            else await standings.RunAsync(row.GuestId, cancellation);
        }

        if (same.Count > 0)
        {
            await using var db = await database.BeginAsync(cancellation);
            var script = db.Relaxed();
            script.AskForEach(
                $"UPDATE tier_standings SET evaluated_at = {now} WHERE evaluated_at < {night} AND guest_id IN (", same, guest => $"{guest}", $") RETURNING guest_id");
            await db.CommitAsync(script, cancellation);
        }

        return page.Count > 0;
    }
}
