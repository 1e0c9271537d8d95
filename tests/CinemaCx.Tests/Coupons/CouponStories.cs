using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tests.Coupons;

/// <summary>What the stories about coupons have in common.</summary>
internal static class CouponStories
{
    private static int s_templates;

    /// <summary>A template; 20 yuan off unless the story wants another.</summary>
    public static async Task<CouponTemplateRow> TemplateAsync(this Cinema cinema, Func<CouponTemplateRow, CouponTemplateRow>? with = null)
    {
        var now = cinema.Clock.Now();
        var template = new CouponTemplateRow
        {
            Id = Id.New("cpt", now),
            Code = $"test{Interlocked.Increment(ref s_templates)}",
            Name = "20元券",
            Kind = CouponKind.Cash,
            Amount = Fen.Yuan(20),
            MinSpend = Fen.Zero,
            ValidDays = 30,
            LeastRole = StaffRole.DutyManager,
            CreatedAt = now,
        };
        template = with?.Invoke(template) ?? template;
        await using var db = await cinema.Database.BeginAsync();
        if (!await NewTemplates.AddAsync(db, template, CancellationToken.None)) throw new InvalidOperationException("the code is taken");
        await db.CommitAsync();
        return template;
    }

    public static async Task<string> IdAsync(this Guest guest) => (await guest.GetAsync("/api/v1/me")).ShouldBe(200).Body.GetProperty("guestId").GetString()!;

    /// <summary>The house gives her one by itself.</summary>
    public static async Task<string> GiveCouponAsync(this Cinema cinema, Guest guest, CouponTemplateRow template)
    {
        var grant = new CouponGrant(template.Id, await guest.IdAsync(), CouponSourceKind.Campaign, Guid.NewGuid().ToString("N"), "感谢您的光临");
        return (await cinema.Service<IssueCoupon>().RunAsync(grant, by: null, CancellationToken.None)).CouponId;
    }

    /// <summary>A coupon that is nobody's yet.</summary>
    public static async Task<string> CodeAsync(this Cinema cinema, CouponTemplateRow template)
    {
        var grant = new CouponGrant(template.Id, null, CouponSourceKind.Campaign, Guid.NewGuid().ToString("N"), "观影礼");
        return (await cinema.Service<IssueCoupon>().RunAsync(grant, by: null, CancellationToken.None)).ClaimCode!;
    }

    /// <summary>What came of it: null, or the code of the refusal.</summary>
    public static async Task<string?> TryIssueAsync(this Cinema cinema, CouponGrant grant, StaffMember? by)
    {
        try
        {
            await cinema.Service<IssueCoupon>().RunAsync(grant, by, CancellationToken.None);
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Code;
        }
    }

    public static Task<Answer> HoldWithAsync(this Guest guest, Showing showing, IEnumerable<string> seats, params string[] coupons) =>
        guest.PostAsync("/api/v1/orders", new { showtimeId = showing.Id, seats, couponIds = coupons });

    public static async Task<OrderView> HoldsWithAsync(this Guest guest, Showing showing, IEnumerable<string> seats, params string[] coupons) =>
        (await guest.HoldWithAsync(showing, seats, coupons)).ShouldBe(201).As<OrderView>();

    public static async Task<OrderView> PaysAsync(this Guest guest, Cinema cinema, OrderView order)
    {
        await cinema.PayAsync(await guest.OpensPaymentAsync(order.Id));
        return await guest.SeesOrderAsync(order.Id, "paid");
    }

    public static async Task<IReadOnlyList<CouponView>> WalletAsync(this Guest guest, string query = "") =>
        (await guest.GetAsync("/api/v1/me/coupons" + query)).ShouldBe(200).As<CouponView[]>();

    public static async Task<CouponView> CouponAsync(this Guest guest, string coupon, string query = "") => (await guest.WalletAsync(query)).Single(c => c.Id == coupon);

    public static async Task<CouponRow> CouponRowAsync(this Cinema cinema, string coupon)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CouponRow>().FirstAsync(c => c.Id == coupon);
    }

    public static async Task<int> EventsAsync(this Cinema cinema, string coupon, string what)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CouponEventRow>().CountAsync(e => e.CouponId == coupon && e.What == what);
    }

    public static async Task<CouponTemplateRow> TemplateRowAsync(this Cinema cinema, string template)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CouponTemplateRow>().FirstAsync(t => t.Id == template);
    }

    /// <summary>What its slots say is left.</summary>
    public static async Task<long> LeftAsync(this Cinema cinema, string template)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CouponSlotRow>().Where(s => s.TemplateId == template).SumAsync(s => s.Remaining);
    }

    /// <summary>What was issued of a template, as rows.</summary>
    public static async Task<int> CountAsync(this Cinema cinema, string template)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CouponRow>().CountAsync(c => c.TemplateId == template);
    }
}
