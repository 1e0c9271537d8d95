using CinemaCx.Platform.Data;

namespace CinemaCx.Coupons;

/// <summary>Writes templates down, each with the slots of its supply.</summary>
internal static class NewTemplates
{
    /// <returns>False when there is one of this code; nothing was written then.</returns>
    public static async Task<bool> AddAsync(DbSession db, CouponTemplateRow template, CancellationToken cancellation)
    {
        var script = new Script();
        var added = script.Ask($"""
            INSERT INTO coupon_templates
                (id, code, name, kind, amount_fen, percent, cap_fen, goods, min_spend_fen, scope, basis, position, stacking, per_order_limit, category,
                 category_limit, valid_days, valid_from, valid_until, total_limit, per_guest_limit, budget_fen, claim_from_at, claim_until_at, least_role,
                 created_by, created_at)
            VALUES ({template.Id}, {template.Code}, {template.Name}, {template.Kind}, {template.Amount}, {template.Percent}, {template.Cap}, {template.Goods},
                {template.MinSpend}, {template.Scope}, {template.Basis}, {template.Position}, {template.Stacking}, {template.PerOrderLimit}, {template.Category},
                {template.CategoryLimit}, {template.ValidDays}, {template.ValidFrom}, {template.ValidUntil}, {template.TotalLimit}, {template.PerGuestLimit},
                {template.Budget}, {template.ClaimFrom}, {template.ClaimUntil}, {template.LeastRole}, {template.CreatedBy}, {template.CreatedAt})
            ON CONFLICT (code) DO NOTHING RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[added].Count == 0) return false;
        var slots = new Script();
        CouponSlots.Open(slots, template);
        await db.RunAsync(slots, cancellation);
        return true;
    }
}
