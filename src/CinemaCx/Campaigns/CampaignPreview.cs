using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <param name="Text">As she would read it.</param>
public sealed record PreviewedMessage(string GuestId, string? PhoneMask, string Variant, MessageChannel Channel, string Text);

/// <summary>What guests would read, with real guests of the audience, masked.</summary>
public sealed class CampaignPreview(CampaignPlans plans, AudienceQueries audiences, Database database, TimeProvider time)
{
    private const int Guests = 3;

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
