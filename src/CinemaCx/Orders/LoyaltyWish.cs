using CinemaCx.Loyalty;
using CinemaCx.Platform.Data;

namespace CinemaCx.Orders;

/// <summary>What a guest wants of her membership for one order.</summary>
/// <param name="Rule">The rules of the tiers at this moment.</param>
internal sealed record LoyaltyWish(TierRule Rule, BenefitOffer? Benefit, PointsTender? Points)
{
    /// <summary>Takes the right, and locks the points until the price says how many of them are needed. Comes after seats and coupons.</summary>
    public LoyaltyTaken Take(Script script, string guestId, string orderId, DateTimeOffset now) => new(
        Benefit is null ? null : Benefits.Take(script, guestId, Benefit.Benefit, Benefit.Period, orderId),
        Points is null ? null : OrderPoints.AskBalance(script, guestId, now));

    /// <param name="answer">Of <see cref="Memberships.AskTier"/>.</param>
    /// <returns>Null when she is no member.</returns>
    public TierTerms? TermsOf(IReadOnlyList<string> answer)
    {
        if (answer.Count > 0) return Rule.Of(TierWords.Read(answer[0])!.Value);
        return Points is null ? null : throw LoyaltyRefusals.MembersOnly();
    }
}

/// <summary>Where a script's results say whether she got it.</summary>
internal readonly record struct LoyaltyTaken(int? Benefit, int? Balance)
{
    /// <exception cref="Platform.Primitives.Refusal">409 <c>benefit-used</c> or <c>points-not-enough</c>.</exception>
    public void Require(LoyaltyWish wish, List<List<string>> results)
    {
        if (Benefit is { } taken && results[taken].Count == 0) throw LoyaltyRefusals.BenefitUsed(TierWords.Name(wish.Benefit!.Benefit));
        if (Balance is { } locked && OrderPoints.Balance(results[locked]) is var balance && balance < wish.Points!.Points) throw LoyaltyRefusals.NotEnoughPoints(balance);
    }
}
