using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>Marketing makes offers whose terms make sense, and ends them.</summary>
public sealed class MakingOffers
{
    private static readonly DateTimeOffset Now = Cinema.Opening;

    private static readonly CouponTerms Good = new("spring-20", "春季20元券", CouponKind.Cash, AmountFen: Fen.Yuan(20), MinSpendFen: Fen.Yuan(60), ValidDays: 30);

    private static readonly CouponTerms Cola = new("cola-1", "可乐券", CouponKind.Concession, AmountFen: Fen.Yuan(6), Goods: "中杯可乐1杯", ValidDays: 30);

    public static TheoryData<CouponTerms, string> Senseless { get; } = new()
    {
        { Good with { Code = "春季" }, "code" },
        { Good with { Name = " " }, "name" },
        { Good with { Name = "坏\n名" }, "name" },
        { Good with { AmountFen = null }, "amountFen" },
        { Good with { AmountFen = Fen.Zero }, "amountFen" },
        { Good with { AmountFen = Fen.Yuan(10_001), MinSpendFen = null }, "amountFen" },
        { Good with { Percent = 10 }, "percent" },
        { Good with { CapFen = Fen.Yuan(1) }, "capFen" },
        { Good with { Kind = CouponKind.Percent, AmountFen = null, Percent = 101, CapFen = Fen.Yuan(9) }, "percent" },
        { Good with { Kind = CouponKind.Percent, AmountFen = null, Percent = 20 }, "capFen" },
        { Good with { Kind = CouponKind.Exchange, AmountFen = null }, "capFen" },
        { Good with { MinSpendFen = Fen.Yuan(19) }, "minSpendFen" },
        { Good with { MinSpendFen = new Fen(-1) }, "minSpendFen" },
        { Good with { Goods = "可乐" }, "goods" },
        { Cola with { Goods = null }, "goods" },
        { Cola with { MinSpendFen = Fen.Yuan(1) }, "kind" },
        { Cola with { Scope = new CouponScope(FilmIds: ["x"]) }, "scope" },
        { Cola with { Scope = new CouponScope(Channels: [SaleChannel.MiniProgram]) }, "scope.channels" },
        { Good with { ValidDays = null }, "validDays" },
        { Good with { ValidUntil = Now.AddDays(1) }, "validDays" },
        { Good with { ValidDays = 0 }, "validDays" },
        { Good with { ValidDays = null, ValidUntil = Now }, "validUntil" },
        { Good with { ValidDays = null, ValidUntil = Now.AddDays(1), ValidFrom = Now.AddDays(1) }, "validUntil" },
        { Good with { ValidFrom = Now.AddDays(30) }, "validFrom" },
        { Good with { TotalLimit = 0 }, "totalLimit" },
        { Good with { TotalLimit = 1, PerGuestLimit = 2 }, "perGuestLimit" },
        { Good with { PerOrderLimit = 0 }, "perOrderLimit" },
        { Good with { PerOrderLimit = 2, Stacking = CouponStacking.Alone }, "perOrderLimit" },
        { Good with { Category = "拉新" }, "categoryLimit" },
        { Good with { Position = 1_000 }, "position" },
        { Good with { BudgetFen = Fen.Yuan(19) }, "budgetFen" },
        { Good with { LeastRole = StaffRole.Usher }, "leastRole" },
        { Good with { ClaimFrom = Now, TotalLimit = 9 }, "perGuestLimit" },
        { Good with { ClaimFrom = Now, PerGuestLimit = 1 }, "totalLimit" },
        { Good with { ClaimUntil = Now.AddDays(1) }, "claimFrom" },
        { Good with { ClaimFrom = Now.AddDays(2), ClaimUntil = Now.AddDays(2), PerGuestLimit = 1, TotalLimit = 9 }, "claimUntil" },
        { Good with { Scope = new CouponScope(Weekdays: []) }, "scope.weekdays" },
        { Good with { Scope = new CouponScope(Weekdays: [0]) }, "scope.weekdays" },
        { Good with { Scope = new CouponScope(HallTags: ["IMAX", "IMAX"]) }, "scope.hallTags" },
        { Good with { Scope = new CouponScope(DayParts: [new DayPart(new TimeOnly(9, 0), new TimeOnly(9, 0))]) }, "scope.dayParts" },
    };

    [Theory, MemberData(nameof(Senseless), DisableDiscoveryEnumeration = true)]
    public void Senseless_terms_are_named(CouponTerms terms, string field) => Assert.Contains(field, terms.Faults(Now).Select(f => f.Field));

    [Fact]
    public void Sensible_terms_have_no_faults_and_stay_as_they_were()
    {
        CouponTerms[] sensible =
        [
            Good, Cola,
            Good with { Kind = CouponKind.Percent, AmountFen = null, Percent = 20, CapFen = Fen.Yuan(30), Basis = CouponBasis.Initial, Category = "折扣", CategoryLimit = 1 },
            Good with { Kind = CouponKind.Exchange, AmountFen = null, CapFen = Fen.Yuan(120), Stacking = CouponStacking.Alone, ValidDays = null, ValidFrom = Now, ValidUntil = Now.AddDays(9) },
            Good with { ClaimFrom = Now, ClaimUntil = Now.AddDays(3), PerGuestLimit = 1, BudgetFen = Fen.Yuan(500), Scope = new CouponScope(Weekdays: [1, 2], DayParts: [new DayPart(new TimeOnly(22, 0), new TimeOnly(6, 0))]) },
        ];
        foreach (var terms in sensible)
        {
            Assert.Empty(terms.Faults(Now));
            var again = CouponTerms.Of(terms.ToTemplate(null, Now));
            Assert.Equal(
                again with { Scope = null },
                terms with { Scope = null, MinSpendFen = terms.MinSpendFen ?? Fen.Zero, Basis = again.Basis, Position = again.Position, Stacking = again.Stacking, PerOrderLimit = 1 });
            Assert.Equal(terms.Scope is null ? null : CouponScope.Write(terms.Scope), again.Scope is null ? null : CouponScope.Write(again.Scope));
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_may_makes_and_retires_them_at_the_staff_door(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (marketing, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var (site, _) = await cinema.StaffAsync(StaffRole.SiteManager);
        var body = new
        {
            code = "spring-20",
            name = "春季20元券",
            kind = "cash",
            amountFen = 2000,
            minSpendFen = 6000,
            validDays = 30,
            perGuestLimit = 1,
            totalLimit = 3,
            claimFrom = cinema.Clock.Now(),
            scope = new { cinemaIds = new[] { showing.Cinema.Id }, dayParts = new[] { new { from = "06:00:00", to = "06:00:01" }, new { from = "06:00:01", to = "06:00:00" } }, channels = new[] { "mini-program" } },
        };
        const string Path = "/api/v1/coupon-templates";

        (await cinema.StaffPostAsync(site, Path, body)).ShouldBe(403);
        var made = (await cinema.StaffPostAsync(marketing, Path, body)).ShouldBe(201).As<TemplateView>();
        Assert.Equal(("满¥60减¥20", 0L, 3L), (made.What, made.Issued, made.Left!.Value));
        (await cinema.StaffPostAsync(marketing, Path, body)).ShouldRefuse(409, "coupon-template-code-taken");
        var refused = (await cinema.StaffPostAsync(marketing, Path, new { code = "x1", name = "坏券", kind = "percent", percent = 120, validDays = 0 })).ShouldRefuse(422, "coupon-terms-invalid");
        Assert.Equal(["percent", "capFen", "validDays"], refused.Body.GetProperty("parameters").GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("field").GetString()));
        (await cinema.StaffPostAsync(marketing, Path, new { code = "x2", name = "坏券", kind = "cash", amountFen = 1, validDays = 1, scope = new { filmIds = new[] { "flm_none" } } })).ShouldRefuse(422, "coupon-terms-invalid");

        // A guest takes it, uses it, and the offer says what it cost.
        var guest = await cinema.GuestAsync();
        var coupon = (await guest.PostAsync($"{Path}/{made.Id}/claims")).ShouldBe(201).As<CouponView>();
        var order = await guest.PaysAsync(cinema, await guest.HoldsWithAsync(showing, showing.SideBySide(2), coupon.Id));
        (await cinema.StaffPostAsync(marketing, $"{Path}/{made.Id}/retirement")).ShouldBe(200);
        var seen = await cinema.Service<CouponDesk>().GetAsync(made.Id, CancellationToken.None);
        Assert.Equal((1L, 1L, 2L, Fen.Yuan(20), Fen.Yuan(20)), (seen.Issued, seen.Used, seen.Left!.Value, seen.CommittedFen, seen.TookFen));
        Assert.NotNull(seen.RetiredAt);
        Assert.Equal("coupon-template-retired", await cinema.TryIssueAsync(new CouponGrant(made.Id, null, CouponSourceKind.Campaign, "late", "礼"), by: null));
        Assert.DoesNotContain(await cinema.Service<CouponDesk>().ListAsync(withRetired: false, CancellationToken.None), t => t.Id == made.Id);
        Assert.Equal("paid", order.State);
        await cinema.BooksShouldBalanceAsync();
    }
}
