using CinemaCx.Platform.Data;

namespace CinemaCx.Coupons;

/// <summary>
/// Takes from a template's supply and puts back. One row for all would let one transaction at a time through, each waiting for the disk; so what is left
/// lies in slots, and whoever takes goes past those that others are taking from, and waits only when no other is there.
/// </summary>
public sealed class CouponSlots(Database database)
{
    private const int MostSlots = 16;

    private static readonly SqlText Nothing = new("");

    private readonly SqlText _alone = database.Engine == DatabaseEngine.PostgreSql ? new("FOR UPDATE") : Nothing;
    private readonly SqlText _aloneOrNext = database.Engine == DatabaseEngine.PostgreSql ? new("FOR UPDATE SKIP LOCKED") : Nothing;

    /// <summary>The slots of a template that was just made; one that may be issued without end has none.</summary>
    public static void Open(Script script, CouponTemplateRow template)
    {
        if (template.Supply is not { } supply || supply == 0) return;
        var slots = Math.Min(supply, MostSlots);
        script.DoForEach(
            $"INSERT INTO coupon_slots (template_id, slot, remaining) VALUES ",
            Enumerable.Range(0, (int)slots),
            slot => $"({template.Id}, {slot}, {(supply / slots) + (slot < supply % slots ? 1 : 0)})");
    }

    /// <summary>
    /// One row when there was one left and the template is not retired. Stands last in its script, for it is what others wait for: exact at every moment,
    /// for who finds a slot gone while waiting for it goes on to the next. A slot that was emptied is deleted and not left at nothing: a row that is there
    /// can be taken from, so nobody ever holds one slot and waits for another.
    /// </summary>
    public int Take(Script script, CouponTemplateRow template)
    {
        if (template.Supply is null) return script.Ask($"SELECT id FROM coupon_templates WHERE id = {template.Id} AND retired_at IS NULL");
        long first = Random.Shared.Next(MostSlots);
        var taken = script.Ask($"""
            UPDATE coupon_slots SET remaining = remaining - 1
            WHERE template_id = {template.Id} AND EXISTS (SELECT 1 FROM coupon_templates WHERE id = {template.Id} AND retired_at IS NULL) AND slot = COALESCE(
                (SELECT s.slot FROM coupon_slots s WHERE s.template_id = {template.Id}
                 ORDER BY CASE WHEN s.slot >= {first} THEN 0 ELSE 1 END, s.slot LIMIT 1 {_aloneOrNext}),
                (SELECT s.slot FROM coupon_slots s WHERE s.template_id = {template.Id} ORDER BY s.slot LIMIT 1 {_alone}))
            RETURNING slot
            """);
        script.Do($"DELETE FROM coupon_slots WHERE template_id = {template.Id} AND remaining = 0");
        return taken;
    }

    /// <summary>
    /// One row when so many were left in one slot nobody else is taking from, and the template is not retired. Waits for nobody; none means only that they
    /// have to be taken one by one.
    /// </summary>
    public int TakeAll(Script script, CouponTemplateRow template, int many)
    {
        if (template.Supply is null || many == 1) return Take(script, template);
        long first = Random.Shared.Next(MostSlots);
        var taken = script.Ask($"""
            UPDATE coupon_slots SET remaining = remaining - {many}
            WHERE template_id = {template.Id} AND EXISTS (SELECT 1 FROM coupon_templates WHERE id = {template.Id} AND retired_at IS NULL) AND slot =
                (SELECT s.slot FROM coupon_slots s WHERE s.template_id = {template.Id} AND s.remaining >= {many}
                 ORDER BY CASE WHEN s.slot >= {first} THEN 0 ELSE 1 END, s.slot LIMIT 1 {_aloneOrNext})
            RETURNING slot
            """);
        script.Do($"DELETE FROM coupon_slots WHERE template_id = {template.Id} AND remaining = 0");
        return taken;
    }

    /// <summary>One is no longer issued. Which slot it lies in does not matter: it lies in one.</summary>
    /// <param name="unless">What of the coupon's ledger says that it was put back before.</param>
    public static void PutBack(Script script, string couponId, string unless)
    {
        long slot = Random.Shared.Next(MostSlots);
        script.Do($"""
            INSERT INTO coupon_slots (template_id, slot, remaining)
            SELECT c.template_id, {slot}, 1 FROM coupons c JOIN coupon_templates t ON t.id = c.template_id
            WHERE c.id = {couponId} AND c.state = 'revoked' AND (t.total_limit IS NOT NULL OR t.budget_fen IS NOT NULL)
              AND NOT EXISTS (SELECT 1 FROM coupon_events WHERE coupon_id = {couponId} AND what = {unless})
            ON CONFLICT (template_id, slot) DO UPDATE SET remaining = coupon_slots.remaining + 1
            """);
    }
}
