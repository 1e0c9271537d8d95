using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>Pure: looks at the sheet as the steps before left it, changes what tickets cost and writes a line for each change.</summary>
internal delegate void PriceStep(PriceSheet sheet);

/// <summary>
/// How a price comes about, step by step. What lowers prices goes through <see cref="PriceSheet.TakeOff"/> or stands before <see cref="ProtectLowest"/>,
/// so that the film's lowest protected price wins over everything but an exchange ticket and a birthday ticket.
/// </summary>
internal static class PriceSteps
{
    public static IEnumerable<PriceStep> Of(PriceTerms terms)
    {
        foreach (var step in BeforeCoupons(terms)) yield return step;
        if (terms.Coupons.Count > 0) yield return sheet => Coupons(sheet, terms.Coupons);
        if (terms.Points is { } points) yield return sheet => LoyaltySteps.Points(sheet, points);
        yield return ServiceFee;
    }

    public static IEnumerable<PriceStep> BeforeCoupons(PriceTerms terms)
    {
        yield return ListPrice;
        if (terms.IsMember) yield return MemberPrice;
        if (terms.Tier is { DiscountPercent: > 0 } tier) yield return sheet => LoyaltySteps.TierPrice(sheet, tier);
        yield return ProtectLowest;
        if (terms.Benefit is { } benefit) yield return sheet => LoyaltySteps.Benefit(sheet, benefit);
    }

    private static void ListPrice(PriceSheet sheet)
    {
        for (var i = 0; i < sheet.Seats.Count; i++) sheet.SetTicket(i, sheet.Seats[i].List, "list", $"{sheet.Seats[i].Spoken} 票价", $"{sheet.Seats[i].Zone}标价");
    }

    private static void MemberPrice(PriceSheet sheet)
    {
        for (var i = 0; i < sheet.Seats.Count; i++)
        {
            if (sheet.Seats[i].Member is { } member && member < sheet.TicketOf(i)) sheet.SetTicket(i, member, "member", "会员优惠", $"会员价{member}");
        }
    }

    private static void ProtectLowest(PriceSheet sheet)
    {
        for (var i = 0; i < sheet.Seats.Count; i++)
        {
            if (sheet.TicketOf(i) < sheet.LowestPrice)
                sheet.SetTicket(i, sheet.LowestPrice, "floor", $"不低于影片最低票价 {sheet.LowestPrice}", "影片规定了最低票价，优惠后也不能低于它");
        }
    }

    private static void Coupons(PriceSheet sheet, IReadOnlyList<HeldCoupon> coupons)
    {
        sheet.BeginCoupons();
        foreach (var coupon in CouponStack.InOrder(coupons)) sheet.Apply(coupon);
    }

    private static void ServiceFee(PriceSheet sheet)
    {
        if (sheet.ServiceFee == Fen.Zero) return;
        foreach (var seat in sheet.Seats) sheet.Write(new PriceLine(seat.Seat, "service-fee", "服务费", sheet.ServiceFee, "每张票收取，不计入票价"));
    }
}
