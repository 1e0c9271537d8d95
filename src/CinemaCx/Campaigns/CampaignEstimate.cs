using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>Pure: how large and dear a campaign is, and whether somebody else must look at it.</summary>
/// <param name="Cost">What its coupons cost at most.</param>
/// <param name="NeedsApproval">By a second person.</param>
/// <param name="Limit">No more than so many are taken in; null: as many as there are.</param>
internal sealed record CampaignEstimate(Fen Cost, bool NeedsApproval, long? Limit)
{
    /// <param name="size">How many can be told now.</param>
    public static CampaignEstimate Of(CampaignPlan plan, long size, CampaignOptions options)
    {
        var most = Math.Min(size, plan.Terms.MostGuests ?? long.MaxValue);
        // Nobody knows how many occasions there will be.
        var ceiling = plan.Terms.Trigger is null ? most : plan.Terms.MostGuests ?? long.MaxValue;
        var (guests, fen) = (options.ApprovalAboveGuests, options.ApprovalAboveYuan * 100L);
        var mayPay = plan.MostPerGuest == 0 ? long.MaxValue : fen / plan.MostPerGuest;
        var isLarge = ceiling > guests || ceiling > mayPay;
        // An audience may grow until the day; what nobody approved may not.
        var limit = isLarge ? plan.Terms.MostGuests : Math.Max(1, Math.Min(plan.Terms.MostGuests ?? long.MaxValue, Math.Min(guests, mayPay)));
        return new CampaignEstimate(new Fen(plan.MostPerGuest * most), isLarge, limit);
    }
}
