using System.Globalization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

/// <summary>
/// The rights that pay for one seat once in a period. The row (guest, right, period) decides: an order has it, or it is free. Statements are for the
/// order's own transaction and stand behind those that take seats and coupons.
/// </summary>
public static class Benefits
{
    /// <summary>The period an order placed at this moment takes it from: <c>2026</c> or <c>2026-11</c>.</summary>
    public static string Period(TierBenefit benefit, DateTimeOffset now, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(now, zone).ToString(benefit == TierBenefit.BirthdayTicket ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture);

    /// <param name="birthday"><c>05-17</c>; null while she did not say.</param>
    /// <returns>Why it is not hers at this moment, used or not; null when it is.</returns>
    public static Refusal? Unfit(TierBenefit benefit, TierTerms terms, string? birthday, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (benefit == TierBenefit.MonthlyTicket) return terms.MonthlyTicketFen is null ? LoyaltyRefusals.BenefitNotYours(TierWords.Name(Tier.Silver)) : null;
        if (birthday is null) return LoyaltyRefusals.BirthdayUnknown();
        var month = TimeZoneInfo.ConvertTime(now, zone).ToString("MM", CultureInfo.InvariantCulture);
        return birthday.StartsWith(month, StringComparison.Ordinal) ? null : LoyaltyRefusals.NotBirthdayMonth();
    }

    /// <summary>The order has it until it is paid or ends. No row comes back when another has it or had it.</summary>
    public static int Take(Script script, string guestId, TierBenefit benefit, string period, string orderId) => script.Ask($"""
        INSERT INTO benefit_uses (guest_id, benefit, period, order_id, state) VALUES ({guestId}, {benefit}, {period}, {orderId}, 'held')
        ON CONFLICT (guest_id, benefit, period) DO UPDATE SET order_id = excluded.order_id, state = 'held' WHERE benefit_uses.state = 'free'
        RETURNING order_id
        """);

    /// <summary>The order is paid. Money that comes late has it as long as no other order took it. No row comes back when one did.</summary>
    public static int Use(Script script, string orderId) =>
        script.Ask($"UPDATE benefit_uses SET state = 'used' WHERE order_id = {orderId} AND state IN ('held', 'free') RETURNING order_id");

    /// <summary>The order ended, or the seat it paid for was given back. Giving back again changes nothing.</summary>
    public static void GiveBack(Script script, string orderId) => script.Do($"UPDATE benefit_uses SET state = 'free' WHERE order_id = {orderId} AND state <> 'free'");
}
