using CinemaCx.Platform.Data;

namespace CinemaCx.Coupons;

/// <summary>How many coupons of a template a guest was ever given: the row that makes the limit per guest exact.</summary>
internal static class CouponHolders
{
    /// <summary>One row when she may have another.</summary>
    public static int Add(Script script, CouponTemplateRow template, string guestId) => AddAll(script, template, [guestId]);

    /// <summary>A row for each who may have another.</summary>
    /// <param name="guestIds">Each once, in order: whoever takes several does it in the same order.</param>
    public static int AddAll(Script script, CouponTemplateRow template, IReadOnlyList<string> guestIds) => script.AskForEach(
        $"INSERT INTO coupon_holders (template_id, guest_id, coupons) VALUES ",
        guestIds,
        guest => $"({template.Id}, {guest}, 1)",
        $"""
         ON CONFLICT (template_id, guest_id) DO UPDATE SET coupons = coupon_holders.coupons + 1
        WHERE coupon_holders.coupons < {template.PerGuestLimit ?? long.MaxValue}
        RETURNING guest_id
        """);
}
