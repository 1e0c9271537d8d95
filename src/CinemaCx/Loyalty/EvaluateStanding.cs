using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Loyalty;

/// <summary>Looks where a member stands by what counts now, and writes down and tells what changed. Looking again changes nothing.</summary>
public sealed class EvaluateStanding(Database database, TierRules rules, Outbox outbox, TimeProvider time) : IEventHandler<FiguresChanged>
{
    public async Task<Delivery> HandleAsync(FiguresChanged news, CancellationToken cancellation)
    {
        await RunAsync(news.GuestId, cancellation);
        return Delivery.Done;
    }

    public async Task RunAsync(string guestId, CancellationToken cancellation)
    {
        var (version, rule) = await rules.CurrentAsync(cancellation);
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var opening = new Script();
        // Two looks at one guest come one after the other.
        opening.Do($"""
            INSERT INTO tier_standings (guest_id, tier, since_at, spend_fen, visits, evaluated_at) VALUES ({guestId}, 'standard', {now}, 0, 0, 0)
            ON CONFLICT (guest_id) DO UPDATE SET evaluated_at = tier_standings.evaluated_at
            """);
        await db.RunAsync(opening, cancellation);
        var row = await db.GetTable<TierStandingRow>().FirstAsync(s => s.GuestId == guestId, cancellation);
        // Who waited for another look comes after it, also when the clock says the same millisecond: the last change is the present tier.
        if (row.EvaluatedAt > DateTimeOffset.UnixEpoch && now <= row.SinceAt) now = row.SinceAt.AddMilliseconds(1);
        var figures = await FiguresAsync(db, guestId, now, cancellation);
        var step = row.Standing.Next(figures, rule, now);
        await db.UpdateAsync(
            new TierStandingRow
            {
                GuestId = guestId,
                Tier = step.After.Tier,
                SinceAt = step.After.Since,
                FallsAt = step.After.FallsAt,
                FallsTo = step.After.FallsTo,
                ToldAt = step.After.ToldAt,
                Spend = figures.Spend,
                Visits = figures.Visits,
                EvaluatedAt = now,
            },
            token: cancellation);
        if (step.After.Tier != row.Tier)
        {
            await db.InsertAsync(
                new TierChangeRow
                {
                    Id = Id.New("trc", now),
                    GuestId = guestId,
                    From = row.Tier,
                    To = step.After.Tier,
                    Spend = figures.Spend,
                    Visits = figures.Visits,
                    RuleVersion = version,
                    ChangedAt = now,
                },
                token: cancellation);
            await outbox.RecordAsync(db, new TierChanged(guestId, StoredWord.Of(row.Tier), StoredWord.Of(step.After.Tier), now), cancellation);
        }

        if (step.TellFall)
        {
            var gap = rule.GapAbove(step.After.Tier - 1, figures)!;
            await outbox.RecordAsync(
                db,
                new TierFalling(
                    guestId, StoredWord.Of(step.After.Tier), StoredWord.Of(step.After.FallsTo!.Value), step.After.FallsAt!.Value, gap.MissingFen, gap.MissingVisits),
                cancellation);
        }

        await db.CommitAsync(cancellation);
    }

    /// <summary>What of the twelve months before counts.</summary>
    internal static async Task<TierFigures> FiguresAsync(DbSession db, string guestId, DateTimeOffset now, CancellationToken cancellation)
    {
        var from = now.AddYears(-1);
        var orders = await db.GetTable<LoyaltyOrderRow>().Where(o => o.GuestId == guestId && o.PaidAt > from && o.Seats > 0).ToListAsync(cancellation);
        return TierFigures.Of(orders);
    }
}
