using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Campaigns;

/// <param name="Text">As she would read it.</param>
public sealed record PreviewedMessage(string GuestId, string? PhoneMask, string Variant, MessageChannel Channel, string Text);

/// <summary>How large a campaign would be if it were submitted now.</summary>
/// <param name="Guests">Who meets its conditions.</param>
/// <param name="Reachable">Of them those who may be told.</param>
/// <param name="Cost">What its coupons would cost at most.</param>
/// <param name="NeedsApproval">By a second person.</param>
public sealed record CampaignSize(long Guests, long Reachable, Fen Cost, bool NeedsApproval);

/// <summary>What guests would read, with real guests of the audience, masked, and how many they are.</summary>
public sealed class CampaignPreview(CampaignPlans plans, AudienceQueries audiences, Database database, TimeProvider time, IOptions<CampaignOptions> options)
{
    private const int Guests = 3;

    /// <exception cref="Refusal">As <see cref="CampaignPlans"/>.</exception>
    public async Task<CampaignSize> SizeAsync(CampaignRow campaign, CancellationToken cancellation)
    {
        var plan = await plans.CheckAsync(CampaignTerms.Of(campaign), cancellation);
        var all = await audiences.SizeAsync(plan.Audience, new AudienceLimits(campaign.CinemaId), cancellation);
        var reachable = all == 0 ? 0 : await audiences.SizeAsync(plan.Audience, plan.Limits(campaign.CinemaId), cancellation);
        var estimate = CampaignEstimate.Of(plan, reachable, options.Value);
        return new CampaignSize(all, reachable, estimate.Cost, estimate.NeedsApproval);
    }

    /// <exception cref="Refusal">As <see cref="CampaignPlans"/>.</exception>
    public async Task<IReadOnlyList<PreviewedMessage>> OfAsync(CampaignRow campaign, CancellationToken cancellation)
    {
        var plan = await plans.CheckAsync(CampaignTerms.Of(campaign), cancellation);
        // Also those who may not be told: the words are to be looked at, nothing is sent.
        var sample = await audiences.SampleAsync(plan.Audience, new AudienceLimits(campaign.CinemaId), Guests, cancellation);
        var ids = sample.Select(s => s.GuestId).ToList();
        await using var db = await database.ReadWideAsync(cancellation);
        var rows = await db.GetTable<GuestRow>().Where(g => ids.Contains(g.Id)).ToListAsync(cancellation);
        return [.. rows.SelectMany(guest => plan.Variants.SelectMany(variant => variant.Message.Forms.Select(form => new PreviewedMessage(
            guest.Id, guest.PhoneMask, variant.Variant.Name, form.Channel, MessageTemplate.Render(form, variant.Message.Fit(
                CampaignContent.WithStandIns(variant.Variant.Values, variant.Coupon?.Name)), Facts(guest)).Text))))];
    }

    private GuestFacts Facts(GuestRow guest) => new(
        guest.PhoneMask is { Length: >= 4 } mask ? mask[^4..] : null, DateOnly.FromDateTime(guest.CreatedAt.UtcDateTime), (int)(time.GetUtcNow() - guest.CreatedAt).TotalDays);
}
