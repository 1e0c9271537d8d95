using CinemaCx.Platform.Data;

namespace CinemaCx.Coupons;

/// <summary>
/// Takes from a template's supply and puts back. One row for all would let one transaction at a time through, each waiting for the disk; so the supply lies
/// in slots, and whoever takes goes past those that others are taking from, and waits only when no other is left.
/// </summary>
public sealed class CouponSlots(Database database)
{
    private const int MostSlots = 16;

    private static readonly SqlText Nothing = new("");

    private readonly SqlText _alone = database.Engine == DatabaseEngine.PostgreSql ? new("FOR UPDATE") : Nothing;
    private readonly SqlText _aloneOrNext = database.Engine == DatabaseEngine.PostgreSql ? new("FOR UPDATE SKIP LOCKED") : Nothing;

    /// <summary>The slots of a template that was just made.</summary>
    public static void Open(Script script, CouponTemplateRow template)
    {
        var slots = Math.Clamp(template.Supply ?? MostSlots, 1, MostSlots);
        script.DoForEach(
            $"INSERT INTO coupon_slots (template_id, slot, issued, most) VALUES ",
            Enumerable.Range(0, (int)slots),
            slot => $"({template.Id}, {slot}, 0, {(template.Supply is { } supply ? (supply / slots) + (slot < supply % slots ? 1 : 0) : null)})");
    }

    /// <summary>
    /// One row when there was one left and the template is not retired. Stands last in its script, for it is what others wait for: exact at every moment,
    /// for who finds a slot emptied while waiting for it goes on to the next.
    /// </summary>
    public int Take(Script script, string templateId)
    {
        long first = Random.Shared.Next(MostSlots);
        return script.Ask($"""
            UPDATE coupon_slots SET issued = issued + 1
            WHERE template_id = {templateId} AND EXISTS (SELECT 1 FROM coupon_templates WHERE id = {templateId} AND retired_at IS NULL) AND slot = COALESCE(
                (SELECT s.slot FROM coupon_slots s WHERE s.template_id = {templateId} AND (s.most IS NULL OR s.issued < s.most)
                 ORDER BY CASE WHEN s.slot >= {first} THEN 0 ELSE 1 END, s.slot LIMIT 1 {_aloneOrNext}),
                (SELECT s.slot FROM coupon_slots s WHERE s.template_id = {templateId} AND (s.most IS NULL OR s.issued < s.most)
                 ORDER BY s.slot LIMIT 1 {_alone}))
            RETURNING slot
            """);
    }

    /// <summary>One is no longer issued. Which slot counts it does not matter: it is counted in one.</summary>
    /// <param name="unless">What of the coupon's ledger says that it was put back before.</param>
    public void PutBack(Script script, string couponId, string unless) => script.Do($"""
        UPDATE coupon_slots SET issued = issued - 1
        WHERE template_id = (SELECT template_id FROM coupons WHERE id = {couponId} AND state = 'revoked')
          AND NOT EXISTS (SELECT 1 FROM coupon_events WHERE coupon_id = {couponId} AND what = {unless})
          AND slot = (SELECT s.slot FROM coupon_slots s
              WHERE s.template_id = (SELECT template_id FROM coupons WHERE id = {couponId} AND state = 'revoked') AND s.issued > 0
              ORDER BY s.slot LIMIT 1 {_alone})
        """);
}
