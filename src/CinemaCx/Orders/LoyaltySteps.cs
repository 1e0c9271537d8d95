using CinemaCx.Loyalty;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>Points she wants to pay with.</summary>
/// <param name="PerFen">So many pay one fen.</param>
/// <param name="MostPercent">Most that points pay of the tickets.</param>
public sealed record PointsTender(long Points, int PerFen, int MostPercent);

/// <summary>What a seat of an order has to do with its guest's membership.</summary>
/// <param name="PointsSpent">Points that pay part of it.</param>
/// <param name="Saved">What the rights of her tier take off.</param>
/// <param name="Benefit">The right that pays for it.</param>
public sealed record SeatLoyalty(long PointsSpent, Fen Saved, TierBenefit? Benefit)
{
    public static readonly SeatLoyalty None = new(0, Fen.Zero, null);
}

/// <summary>The steps of a price that a guest's membership brings.</summary>
internal static class LoyaltySteps
{
    /// <summary>All year round so much less, as far as the film's lowest price allows.</summary>
    public static void TierPrice(PriceSheet sheet, TierTerms terms)
    {
        for (var seat = 0; seat < sheet.Seats.Count; seat++)
        {
            var before = sheet.TicketOf(seat);
            var price = before - before.Percent(terms.DiscountPercent);
            if (price < sheet.LowestPrice) price = sheet.LowestPrice;
            if (price >= before) continue;
            sheet.SetTicket(seat, price, "tier", $"{TierWords.Name(terms.Tier)}优惠", Why(terms.DiscountPercent, price, sheet.LowestPrice));
            sheet.Save(seat, before - price, benefit: null);
        }
    }

    /// <summary>The special ticket is one seat at its price, the birthday ticket one seat for nothing up to its cap; either takes the dearest.</summary>
    /// <exception cref="Refusal">422 <c>benefit-nothing-to-take-off</c>.</exception>
    public static void Benefit(PriceSheet sheet, BenefitOffer offer)
    {
        var seat = Enumerable.Range(0, sheet.Seats.Count).MaxBy(sheet.TicketOf);
        var name = TierWords.Name(offer.Benefit);
        if (offer.Benefit == TierBenefit.BirthdayTicket)
        {
            sheet.Save(seat, sheet.PayFor(seat, offer.Amount, "benefit", name, $"生日当月1张，最高抵{offer.Amount}"), offer.Benefit);
            return;
        }

        var price = offer.Amount < sheet.LowestPrice ? sheet.LowestPrice : offer.Amount;
        var before = sheet.TicketOf(seat);
        if (price >= before) throw LoyaltyRefusals.BenefitNothing();
        sheet.SetTicket(seat, price, "benefit", name, price == offer.Amount ? $"每月1张{price}" : $"每月1张{offer.Amount}，但不低于影片最低票价{price}");
        sheet.Save(seat, before - price, offer.Benefit);
    }

    /// <summary>Points pay last, of what everything else left.</summary>
    /// <exception cref="Refusal">422 <c>points-nothing-to-take-off</c>.</exception>
    public static void Points(PriceSheet sheet, PointsTender tender)
    {
        var (wanted, most) = (new Fen(tender.Points / tender.PerFen), sheet.Spend.Percent(tender.MostPercent));
        if (sheet.Room < most) most = sheet.Room;
        var amount = wanted < most ? wanted : most;
        if (amount <= Fen.Zero) throw LoyaltyRefusals.NothingForPoints();
        var points = amount.Value * tender.PerFen;
        var limit = amount < wanted ? $"，本单最多可抵{amount}" : "";
        sheet.PayWithPoints(amount, tender.PerFen, $"积分抵扣 {points}积分", $"{tender.PerFen * 100}积分抵¥1{limit}");
    }

    private static string Why(int percent, Fen price, Fen lowest) => price == lowest ? $"全年购票立减{percent}%，但不低于影片最低票价{lowest}" : $"全年购票立减{percent}%";
}
