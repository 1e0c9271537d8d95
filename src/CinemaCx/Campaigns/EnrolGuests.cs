using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>A guest the campaign turns to, and why.</summary>
internal sealed record Candidate(string GuestId, string? Occasion);

/// <summary>
/// Finds who is meant, a stretch at a time, and has them taken in. How far it came is written in the transaction that takes them in: after a crash nobody is
/// skipped, and nobody is taken in twice, for there is one row for a campaign and a guest.
/// </summary>
public sealed class EnrolGuests(CampaignPlans plans, AudienceQueries audiences, TakeIn takeIn, Database database, TimeProvider time)
{
    private const int Stretch = 2000;
    private const int MostOccasions = 500;

    /// <summary>The next stretch of all guests.</summary>
    internal async Task WalkAsync(CampaignRow campaign, CancellationToken cancellation)
    {
        var plan = await plans.ReadAsync(CampaignTerms.Of(campaign), cancellation);
        List<string> stretch, meant = [];
        await using (var db = database.Read())
        {
            var script = new Script();
            script.Ask($"SELECT id FROM guests WHERE id > {campaign.WalkedTo} ORDER BY id LIMIT {Stretch}");
            stretch = (await db.RunAsync(script, cancellation))[0];
            if (stretch.Count > 0) meant = await MeantAsync(db, campaign, plan, GuestSlice.Range(campaign.WalkedTo, stretch[^1]), campaign.StartedAt ?? time.Now(), cancellation);
        }

        var at = campaign.WalkedTo;
        foreach (var some in meant.Chunk(TakeIn.MostAtOnce(plan)))
        {
            // The last ones carry the mark to the end of the stretch.
            var to = some[^1] == meant[^1] ? stretch[^1] : some[^1];
            if (!await takeIn.RunAsync(campaign, plan, [.. some.Select(id => new Candidate(id, null))], new WalkMark(at, to), cancellation)) return;
            at = to;
        }

        if (meant.Count == 0) await takeIn.MoveAsync(campaign.Id, new WalkMark(at, stretch.Count > 0 ? stretch[^1] : null), cancellation);
    }

    /// <summary>All occasions there are now.</summary>
    /// <returns>True when the campaign came to its end by it.</returns>
    internal async Task<bool> SweepAsync(CampaignRow campaign, CampaignTrigger trigger, CancellationToken cancellation)
    {
        var plan = await plans.ReadAsync(CampaignTerms.Of(campaign), cancellation);
        var now = time.Now();
        var source = Occasions.Of(trigger, campaign.CinemaId, campaign.SweptUntil ?? campaign.StartedAt ?? now, now, audiences.House);
        for (var after = ""; ;)
        {
            List<Candidate> candidates;
            HashSet<string> meant;
            await using (var db = database.Read())
            {
                candidates = await CandidatesAsync(db, campaign.Id, source, after, cancellation);
                if (candidates.Count == 0) break;
                meant = [.. await MeantAsync(db, campaign, plan, GuestSlice.These([.. candidates.Select(c => c.GuestId)]), now, cancellation)];
            }

            foreach (var some in candidates.Where(c => meant.Contains(c.GuestId)).Chunk(TakeIn.MostAtOnce(plan)))
                if (!await takeIn.RunAsync(campaign, plan, some, null, cancellation)) return true;
            after = candidates[^1].GuestId;
        }

        await takeIn.SweptAsync(campaign.Id, now, cancellation);
        return false;
    }

    private static async Task<List<Candidate>> CandidatesAsync(DbSession db, string campaignId, SqlPiece source, string after, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask(SqlPiece.Of($"""
            SELECT w.guest_id || ' ' || MIN(w.occasion) FROM ({source}) w
            WHERE w.guest_id > {after} AND NOT EXISTS (SELECT 1 FROM campaign_guests x WHERE x.campaign_id = {campaignId} AND x.guest_id = w.guest_id)
            GROUP BY w.guest_id ORDER BY w.guest_id LIMIT {MostOccasions}
            """).Statement);
        return (await db.RunAsync(script, cancellation))[0].ConvertAll(line => new Candidate(line.Split(' ')[0], line.Split(' ')[1]));
    }

    /// <summary>Who of the slice belongs to the audience, may be told, and is not in it yet.</summary>
    private async Task<List<string>> MeantAsync(DbSession db, CampaignRow campaign, CampaignPlan plan, GuestSlice slice, DateTimeOffset now, CancellationToken cancellation)
    {
        var who = await audiences.CompileAsync(db, plan.Audience, plan.Limits(campaign.CinemaId) with { Slice = slice }, now, cancellation);
        var script = new Script();
        script.Ask(SqlPiece.Of($"""
            SELECT g.id {who} AND NOT EXISTS (SELECT 1 FROM campaign_guests x WHERE x.campaign_id = {campaign.Id} AND x.guest_id = g.id) ORDER BY g.id
            """).Statement);
        return (await db.RunAsync(script, cancellation))[0];
    }
}
