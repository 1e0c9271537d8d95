using System.Globalization;
using CinemaCx.Coupons;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Options;

namespace CinemaCx.Campaigns;

/// <summary>How far the walk over all guests came.</summary>
/// <param name="To">Null: to its end.</param>
internal sealed record WalkMark(string From, string? To);

/// <summary>
/// Takes guests into a campaign: the row that says so, her message and her coupon are one transaction. It begins by changing the campaign's own row, so
/// whoever stops the campaign waits for it or comes before it.
/// </summary>
public sealed class TakeIn(Database database, QueueMessage messages, IssueCoupon coupons, OccasionFilms films, IOptions<CouponOptions> couponOptions, TimeProvider time)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(couponOptions.Value.TimeZone);

    /// <summary>A coupon is several statements.</summary>
    internal static int MostAtOnce(CampaignPlan plan) => plan.HasCoupons ? 40 : 400;

    /// <param name="walk">Null: nothing is walked.</param>
    /// <returns>False when the campaign goes no further: stopped, full, or carried on by somebody else.</returns>
    internal async Task<bool> RunAsync(CampaignRow campaign, CampaignPlan plan, IReadOnlyList<Candidate> some, WalkMark? walk, CancellationToken cancellation)
    {
        var titles = await films.OfAsync(plan.Terms.Trigger, some, cancellation);
        switch (await TryAsync(campaign, plan, some, walk, titles, skipped: null, cancellation))
        {
            case Outcome.Done:
                return true;
            case Outcome.Full:
                return await FillAsync(campaign, plan, some, walk, titles, cancellation);
            case Outcome.Refused:
                return await OneByOneAsync(campaign, plan, some, walk, titles, cancellation);
            default:
                return false;
        }
    }

    /// <summary>Nobody of a stretch was meant.</summary>
    internal async Task MoveAsync(string campaignId, WalkMark walk, CancellationToken cancellation)
    {
        var script = new Script();
        if (walk.To is { } to) script.Do($"UPDATE campaigns SET walked_to = {to} WHERE id = {campaignId} AND state = 'running' AND walked_to = {walk.From}");
        else script.Do($"UPDATE campaigns SET walked_at = {time.Now()} WHERE id = {campaignId} AND state = 'running' AND walked_at IS NULL");
        await CommitAsync(script, cancellation);
    }

    /// <summary>All occasions up to an instant were looked at.</summary>
    internal Task SweptAsync(string campaignId, DateTimeOffset until, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"UPDATE campaigns SET swept_until = {until} WHERE id = {campaignId} AND state = 'running' AND (swept_until IS NULL OR swept_until < {until})");
        return CommitAsync(script, cancellation);
    }

    /// <summary>No more than it may have: the first of them, and then it is full.</summary>
    private async Task<bool> FillAsync(
        CampaignRow campaign, CampaignPlan plan, IReadOnlyList<Candidate> some, WalkMark? walk, IReadOnlyDictionary<string, string> titles, CancellationToken cancellation)
    {
        foreach (var one in some)
        {
            // Where it stands stays as it is: there is nothing to go on to.
            var outcome = await TryAsync(campaign, plan, [one], walk is null ? null : walk with { To = walk.From }, titles, skipped: null, cancellation);
            if (outcome == Outcome.Full) await EndAsync(campaign.Id, "most-guests", cancellation);
            if (outcome != Outcome.Done) return false;
        }

        return false;
    }

    /// <summary>Some of them cannot have the coupon: who, only trying each tells.</summary>
    private async Task<bool> OneByOneAsync(
        CampaignRow campaign, CampaignPlan plan, IReadOnlyList<Candidate> some, WalkMark? walk, IReadOnlyDictionary<string, string> titles, CancellationToken cancellation)
    {
        var at = walk?.From;
        foreach (var one in some)
        {
            var step = walk is null ? null : new WalkMark(at!, one == some[^1] ? walk.To : one.GuestId);
            string? skipped = null;
            var outcome = Outcome.Refused;
            for (var tries = 0; outcome == Outcome.Refused && tries < 2; tries++)
            {
                try
                {
                    outcome = await TryAsync(campaign, plan, [one], step, titles, skipped, cancellation, isTold: true);
                }
                catch (Refusal refusal) when (refusal.Code is "coupon-exhausted" or "coupon-template-retired")
                {
                    await EndAsync(campaign.Id, "coupons-gone", cancellation);
                    return false;
                }
                catch (Refusal refusal)
                {
                    skipped = refusal.Code;
                }
            }

            if (outcome == Outcome.Full)
            {
                await EndAsync(campaign.Id, "most-guests", cancellation);
                return false;
            }

            if (outcome != Outcome.Done) return false;
            at = step?.To;
        }

        return true;
    }

    /// <param name="skipped">Why they get nothing.</param>
    /// <param name="isTold">What coupons refuse is thrown.</param>
    private async Task<Outcome> TryAsync(
        CampaignRow campaign, CampaignPlan plan, IReadOnlyList<Candidate> some, WalkMark? walk, IReadOnlyDictionary<string, string> titles, string? skipped,
        CancellationToken cancellation, bool isTold = false)
    {
        var now = time.Now();
        var script = new Script();
        var counted = Count(script, campaign.Id, some.Count, walk);
        var rows = some.Select(c => new Enrolment(c, CampaignArms.Of(campaign.Id, c.GuestId, plan.Terms.HoldOutPercent, plan.Terms.Variants), $"{campaign.Id}.{c.GuestId}")).ToList();
        var issues = new List<CouponIssue>();
        try
        {
            foreach (var row in rows.Where(r => skipped is null && plan.Of(r.Arm)?.Coupon is not null))
            {
                var grant = new CouponGrant(plan.Of(row.Arm)!.Coupon!.Id, row.Who.GuestId, CouponSourceKind.Campaign, row.MessageId, campaign.Name);
                issues.Add(row.Coupon = coupons.Add(script, plan.Of(row.Arm)!.Coupon!, grant, by: null, now));
            }
        }
        catch (Refusal) when (!isTold)
        {
            return Outcome.Refused;
        }

        var enrolled = script.AskForEach(
            $"INSERT INTO campaign_guests (campaign_id, guest_id, arm, occasion, enrolled_at, message_id, coupon_id, left_out) VALUES ",
            rows,
            r => $"({campaign.Id}, {r.Who.GuestId}, {r.Arm}, {r.Who.Occasion}, {now}, {(IsTold(r) ? r.MessageId : null)}, {r.Coupon?.Held.Coupon.Id}, {(r.IsHeldOut ? null : skipped)})",
            $" ON CONFLICT (campaign_id, guest_id) DO NOTHING RETURNING guest_id");
        foreach (var group in rows.Where(IsTold).GroupBy(r => r.Arm, StringComparer.Ordinal))
            messages.AddAll(script, plan.Of(group.Key)!.Message, [.. group.Select(r => Message(campaign, plan.Of(r.Arm)!, r, titles))]);

        await using var db = await database.BeginAsync(cancellation);
        var results = await db.RunAsync(script, cancellation);
        if (results[counted].Count == 0) return await IsFullAsync(db, campaign.Id, some.Count, cancellation) ? Outcome.Full : Outcome.Elsewhere;
        // Somebody else took one of them in since we looked.
        if (results[enrolled].Count != rows.Count) return Outcome.Elsewhere;
        try
        {
            foreach (var issue in issues) issue.Require(results);
        }
        catch (Refusal) when (!isTold)
        {
            return Outcome.Refused;
        }

        await db.CommitAsync(cancellation);
        messages.Wake();
        return Outcome.Done;

        bool IsTold(Enrolment row) => skipped is null && !row.IsHeldOut;
    }

    /// <summary>One row when the campaign runs, stands where it is thought to stand, and has room for so many more.</summary>
    private static int Count(Script script, string campaignId, int more, WalkMark? walk) => walk is null
        ? script.Ask($"""
            UPDATE campaigns SET enrolled = enrolled + {more}
            WHERE id = {campaignId} AND state = 'running' AND (most_guests IS NULL OR enrolled + {more} <= most_guests) RETURNING id
            """)
        : script.Ask($"""
            UPDATE campaigns SET enrolled = enrolled + {more}, walked_to = {walk.To}
            WHERE id = {campaignId} AND state = 'running' AND walked_to = {walk.From} AND (most_guests IS NULL OR enrolled + {more} <= most_guests) RETURNING id
            """);

    private GuestMessage Message(CampaignRow campaign, PlannedVariant variant, Enrolment row, IReadOnlyDictionary<string, string> titles)
    {
        var title = row.Who.Occasion is { } occasion ? titles.GetValueOrDefault(occasion) : null;
        var values = CampaignContent.Fill(variant.Variant.Values, title, row.Coupon?.Held.Template.Name, row.Coupon?.Held.Coupon.ValidUntil, _zone);
        return new GuestMessage(row.MessageId, row.Who.GuestId, variant.Message.Fit(values)) { CampaignId = campaign.Id, CinemaId = campaign.CinemaId };
    }

    private static async Task<bool> IsFullAsync(DbSession db, string campaignId, int more, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"SELECT COUNT(*) FROM campaigns WHERE id = {campaignId} AND state = 'running' AND enrolled + {more} > most_guests");
        return int.Parse((await db.RunAsync(script, cancellation))[0][0], CultureInfo.InvariantCulture) > 0;
    }

    /// <summary>Nobody more is taken in; it ends when its last message came to its end.</summary>
    private Task EndAsync(string campaignId, string because, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"UPDATE campaigns SET walked_at = {time.Now()}, ended_because = {because} WHERE id = {campaignId} AND state = 'running' AND walked_at IS NULL");
        return CommitAsync(script, cancellation);
    }

    private async Task CommitAsync(Script script, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    private enum Outcome
    {
        Done,
        Full,

        /// <summary>By the coupons.</summary>
        Refused,

        /// <summary>Stopped, or carried on by another.</summary>
        Elsewhere,
    }

    private sealed record Enrolment(Candidate Who, string Arm, string MessageId)
    {
        public CouponIssue? Coupon { get; set; }

        public bool IsHeldOut => Arm == CampaignArms.HoldOut;
    }
}
