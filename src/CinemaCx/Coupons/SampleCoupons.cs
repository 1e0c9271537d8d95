using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Coupons;

/// <summary>The coupons a house begins with. Those that exist already are left as they are.</summary>
public sealed class SampleCoupons(Database database, TimeProvider time)
{
    private const long Days = 30;

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var now = time.Now();
        CouponTemplateRow[] templates =
        [
            Cash("c10", "10元券", 10, StaffRole.DutyManager, now),
            Cash("c20", "20元券", 20, StaffRole.DutyManager, now),
            Cash("c50", "50元券", 50, StaffRole.GeneralManager, now),
            new()
            {
                Id = Id.New("cpt", now),
                Code = "free",
                Name = "免费兑换券",
                Kind = CouponKind.Exchange,
                Cap = Fen.Yuan(120),
                MinSpend = Fen.Zero,
                ValidDays = Days,
                LeastRole = StaffRole.GeneralManager,
                CreatedAt = now,
            },
        ];
        var script = new Script();
        foreach (var template in templates) AddUnlessThere(script, template);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    private static CouponTemplateRow Cash(string code, string name, long yuan, StaffRole least, DateTimeOffset now) => new()
    {
        Id = Id.New("cpt", now),
        Code = code,
        Name = name,
        Kind = CouponKind.Cash,
        Amount = Fen.Yuan(yuan),
        MinSpend = Fen.Zero,
        ValidDays = Days,
        LeastRole = least,
        CreatedAt = now,
    };

    private static void AddUnlessThere(Script script, CouponTemplateRow template) => script.Do($"""
        INSERT INTO coupon_templates (id, code, name, kind, amount_fen, cap_fen, min_spend_fen, valid_days, least_role, created_at)
        VALUES ({template.Id}, {template.Code}, {template.Name}, {(template.Kind == CouponKind.Cash ? "cash" : "exchange")}, {template.Amount?.Value},
            {template.Cap?.Value}, {template.MinSpend}, {template.ValidDays}, {(template.LeastRole == StaffRole.DutyManager ? "duty-manager" : "general-manager")},
            {template.CreatedAt})
        ON CONFLICT (code) DO NOTHING
        """);
}
