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
        await using var db = await database.BeginAsync(cancellation);
        foreach (var template in ToMakeGood(now).Concat(ToClaim(now))) await NewTemplates.AddAsync(db, template, cancellation);
        await db.CommitAsync(cancellation);
    }

    /// <summary>What staff give to make good for something.</summary>
    private static IEnumerable<CouponTemplateRow> ToMakeGood(DateTimeOffset now) =>
    [
        New("c10", "10元券", CouponKind.Cash, now) with { Amount = Fen.Yuan(10), LeastRole = StaffRole.DutyManager },
        New("c20", "20元券", CouponKind.Cash, now) with { Amount = Fen.Yuan(20), LeastRole = StaffRole.DutyManager },
        New("c50", "50元券", CouponKind.Cash, now) with { Amount = Fen.Yuan(50), LeastRole = StaffRole.GeneralManager },
        New("free", "免费兑换券", CouponKind.Exchange, now) with { Cap = Fen.Yuan(120), LeastRole = StaffRole.GeneralManager, Position = 100 },
    ];

    /// <summary>What guests find and take themselves.</summary>
    private static IEnumerable<CouponTemplateRow> ToClaim(DateTimeOffset now) =>
    [
        New("welcome", "新人立减券", CouponKind.Cash, now) with
        {
            Amount = Fen.Yuan(15), MinSpend = Fen.Yuan(60), PerGuestLimit = 1, TotalLimit = 20_000, ClaimFrom = now, Category = "拉新", CategoryLimit = 1,
        },
        New("weekday", "工作日八折券", CouponKind.Percent, now) with
        {
            Percent = 20, Cap = Fen.Yuan(30), PerGuestLimit = 2, Budget = Fen.Yuan(60_000), ClaimFrom = now, ValidDays = 14, Position = 300,
            Basis = CouponBasis.Initial, Scope = CouponScope.Write(new CouponScope(Weekdays: [1, 2, 3, 4])),
        },
        New("cola", "可乐券", CouponKind.Concession, now) with
        {
            Amount = Fen.Yuan(6), Goods = "中杯可乐1杯", PerGuestLimit = 1, TotalLimit = 5_000, ClaimFrom = now, Position = 900,
        },
    ];

    private static CouponTemplateRow New(string code, string name, CouponKind kind, DateTimeOffset now) => new()
    {
        Id = Id.New("cpt", now),
        Code = code,
        Name = name,
        Kind = kind,
        MinSpend = Fen.Zero,
        ValidDays = Days,
        CreatedAt = now,
    };
}
