using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>A house that gave coupons before an order took several of them keeps every one, as it was, when the schema is brought up to date.</summary>
public sealed class FromBeforeTheWallet
{
    private const long BeforeTheWallet = 7;
    private const long Now = 1_780_000_000_000;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Coupons_orders_and_their_ledger_are_carried_over(string backing)
    {
        await using var services = await ServiceInstances.OpenAsync(backing);
        await using var database = new Database(new DatabaseOptions { ConnectionString = services.Backing.DatabaseConnection });
        await SchemaMigration.RunToAsync(database, BeforeTheWallet, CinemaCxModules.Schema);
        await FillAsync(database);
        var before = await CouponsAsync(database);
        var ledger = await AskAsync(database, $"SELECT id || ' ' || coupon_id || ' ' || what || ' ' || COALESCE(order_id, '') FROM coupon_events ORDER BY id");

        await SchemaMigration.RunAsync(database, CinemaCxModules.Schema);

        Assert.Equal(6, before.Count);
        Assert.Equal(before, await CouponsAsync(database));
        Assert.Equal(ledger, await AskAsync(database, $"SELECT id || ' ' || coupon_id || ' ' || what || ' ' || COALESCE(order_id, '') FROM coupon_events ORDER BY id"));
        Assert.Equal(["o1 c2", "o2 c3", "o3 c1"], await AskAsync(database, $"SELECT order_id || ' ' || coupon_id FROM coupon_uses ORDER BY order_id"));
        // Ten by limit and budget, four of them given; two by the budget, one given; no limit, no slots.
        Assert.Equal(["t1 6", "t3 1"], await AskAsync(database, $"SELECT template_id || ' ' || SUM(remaining) FROM coupon_slots GROUP BY template_id ORDER BY template_id"));
        await using (var db = database.Read())
        {
            var templates = await db.GetTable<CouponTemplateRow>().OrderBy(t => t.Id).ToListAsync();
            Assert.Equal([500, 300, 100], templates.Select(t => t.Position));
            Assert.All(templates, t => Assert.Equal((CouponStacking.Together, 1L), (t.Stacking, t.PerOrderLimit)));
        }

        await BooksShouldBalanceAsync(database);
        await LateMoneyUsesItAsync(database);
    }

    /// <summary>The order that waited for its money while the house was brought up to date is paid.</summary>
    private static async Task LateMoneyUsesItAsync(Database database)
    {
        var script = new Script();
        var used = CouponLocks.Use(script, ["c2"], "o1", DateTimeOffset.FromUnixTimeMilliseconds(Now + 1));
        await using (var db = await database.BeginAsync())
        {
            var rows = await db.RunAsync(script);
            Assert.Single(rows[used[0]]);
            var paid = new Script();
            paid.Do($"UPDATE orders SET state = 'paid', paid_at = {Now + 1} WHERE id = 'o1'");
            await db.CommitAsync(paid);
        }

        Assert.Contains("c2 t1 g1 used o1", await CouponsAsync(database));
        await BooksShouldBalanceAsync(database);
    }

    private static async Task BooksShouldBalanceAsync(Database database)
    {
        var rules = CouponAudit.Rules.Concat(OrderAudit.Rules.Where(r => r.Name.Contains("coupon", StringComparison.Ordinal))).ToList();
        Assert.True(rules.Count > CouponAudit.Rules.Length);
        var findings = await new Audit(database, rules, TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.Empty(findings.Where(f => f.Offenders.Count > 0).Select(f => $"{f.Rule}: {string.Join(", ", f.Offenders)}"));
    }

    private static Task<List<string>> CouponsAsync(Database database) =>
        AskAsync(database, $"SELECT id || ' ' || template_id || ' ' || COALESCE(guest_id, claim_code) || ' ' || state || ' ' || COALESCE(locked_by_order, used_by_order, '') FROM coupons ORDER BY id");

    private static async Task<List<string>> AskAsync(Database database, FormattableString sql)
    {
        await using var db = database.Read();
        var script = new Script();
        script.Ask(sql);
        return (await db.RunAsync(script))[0];
    }

    /// <summary>Rows as the house wrote them then: coupons free, locked with a payment under way, used, unclaimed, revoked and given new life.</summary>
    private static async Task FillAsync(Database database)
    {
        var script = new Script();
        script.Do($"INSERT INTO cinemas (id, code, name, city, address, time_zone) VALUES ('ci', 'c', '影城', '上海', '路', 'Asia/Shanghai')");
        script.Do($"INSERT INTO seat_plans (id, body) VALUES ('pl', '')");
        script.Do($"INSERT INTO halls (id, cinema_id, code, name, tags, plan_id) VALUES ('ha', 'ci', '1', '1号厅', '', 'pl')");
        script.Do($"INSERT INTO films (id, code, title, genres, film_cast, directors, minutes, lowest_price_fen) VALUES ('fi', '000000000001', '影片', '', '', '', 100, 0)");
        script.Do($"""
            INSERT INTO showtimes (id, cinema_id, code, hall_id, film_id, plan_id, starts_at, ends_at, language, format, business_day, service_fee_fen, sale_closes_at)
            VALUES ('sh', 'ci', 's', 'ha', 'fi', 'pl', {Now + 1000}, {Now + 2000}, '', '', '2026-05-28', 0, {Now + 1000})
            """);
        script.Do($"INSERT INTO guests (id, open_id, created_at) VALUES ('g1', 'o1', 0), ('g2', 'o2', 0)");
        script.Do($"INSERT INTO employees (id, name, role, created_at) VALUES ('e1', '员工', 'marketing', 0)");
        script.Do($"""
            INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, price_lines, refund_rule, placed_at, held_until, payment_id, paid_at, coupon_id) VALUES
                ('o1', 'g1', 'sh', 'held', 3000, '[]', '', 0, {Now}, 'p1', NULL, 'c2'), ('o2', 'g1', 'sh', 'paid', 3000, '[]', '', 0, 0, 'p2', 5, 'c3'),
                ('o3', 'g1', 'sh', 'cancelled', 3000, '[]', '', 0, 0, NULL, NULL, 'c1'), ('o4', 'g2', 'sh', 'paid', 3000, '[]', '', 0, 0, 'p4', 5, NULL)
            """);
        script.Do($"INSERT INTO order_seats (order_id, seat, zone, paid_fen) VALUES ('o1', 'A1', 'x', 3000), ('o2', 'A2', 'x', 3000), ('o4', 'A4', 'x', 3000)");
        script.Do($"""
            INSERT INTO coupon_templates (id, code, name, kind, amount_fen, percent, cap_fen, min_spend_fen, valid_days, total_limit, issued_count, per_guest_limit, budget_fen, committed_fen, created_at, retired_at) VALUES
                ('t1', 'cash', '20元券', 'cash', 2000, NULL, NULL, 0, 30, 10, 4, NULL, 30000, 8000, 0, NULL),
                ('t2', 'percent', '9折券', 'percent', NULL, 10, 3000, 0, 30, NULL, 1, 2, NULL, 3000, 0, NULL),
                ('t3', 'exchange', '兑换券', 'exchange', NULL, NULL, 4500, 0, 30, 5, 1, NULL, 9000, 4500, 0, 7)
            """);
        script.Do($"""
            INSERT INTO coupons (id, template_id, guest_id, claim_code, state, value_fen, valid_from, valid_until, extended_at, locked_by_order, locked_until, payment_id, used_by_order, used_at,
                source_kind, source_id, nth, issued_by, issued_day, reason, issued_at) VALUES
                ('c1', 't1', 'g1', NULL, 'issued', 2000, 0, {Now + 1_000_000}, NULL, NULL, NULL, NULL, NULL, NULL, 'manual', 'm1', 1, 'e1', '2026-05-28', '致歉', 0),
                ('c2', 't1', 'g1', NULL, 'locked', 2000, 0, {Now + 1_000_000}, NULL, 'o1', {Now}, 'p1', NULL, NULL, 'case', 'k1', 1, NULL, '2026-05-28', '致歉', 0),
                ('c3', 't1', 'g1', NULL, 'used', 2000, 0, {Now + 1_000_000}, NULL, NULL, NULL, NULL, 'o2', 5, 'case', 'k2', 1, NULL, '2026-05-28', '致歉', 0),
                ('c4', 't1', NULL, 'CODE4', 'issued', 2000, 0, {Now + 1_000_000}, NULL, NULL, NULL, NULL, NULL, NULL, 'campaign', 'a1', 1, NULL, '2026-05-28', '观影礼', 0),
                ('c5', 't2', 'g2', NULL, 'issued', 3000, 0, {Now + 1_000_000}, 3, NULL, NULL, NULL, NULL, NULL, 'campaign', 'a2', 1, NULL, '2026-05-28', '观影礼', 0),
                ('c6', 't3', 'g2', 'CODE6', 'issued', 4500, 0, {Now + 1_000_000}, NULL, NULL, NULL, NULL, NULL, NULL, 'campaign', 'a3', 1, NULL, '2026-05-28', '观影礼', 0)
            """);
        script.Do($"""
            INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id) VALUES
                ('v1', 'c1', 0, 'issued', NULL), ('v2', 'c1', 1, 'locked', 'o3'), ('v3', 'c1', 2, 'given-back', 'o3'), ('v4', 'c2', 0, 'issued', NULL), ('v5', 'c2', 1, 'locked', 'o1'),
                ('v6', 'c3', 0, 'issued', NULL), ('v7', 'c3', 1, 'locked', 'o2'), ('v8', 'c3', 5, 'used', 'o2'), ('v9', 'c4', 0, 'issued', NULL), ('w1', 'c5', 0, 'issued', NULL),
                ('w2', 'c5', 3, 'extended', NULL), ('w3', 'c6', 0, 'issued', NULL), ('w4', 'c6', 1, 'claimed', NULL)
            """);
        script.Do($"INSERT INTO coupon_holders (template_id, guest_id, coupons) VALUES ('t1', 'g1', 3), ('t2', 'g2', 1), ('t3', 'g2', 1)");
        script.Do($"INSERT INTO coupon_allowances (employee_id, business_day, spent_fen) VALUES ('e1', '2026-05-28', 2000)");
        await using var db = await database.BeginAsync();
        await db.CommitAsync(script);
    }
}
