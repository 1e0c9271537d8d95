using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>What is on offer goes to those who come first, and to nobody beyond what there is.</summary>
public sealed class TakingCoupons
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_the_last_ten_a_hundred_guests_get_ten(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        // Ten are left of twenty-five, and lie in different slots.
        var template = await cinema.TemplateAsync(t => Offered(t, cinema) with { TotalLimit = 25, PerGuestLimit = 15 });
        var first = await cinema.GuestAsync();
        for (var i = 0; i < 15; i++) (await TakeAsync(first, template)).ShouldBe(201);
        var guests = await cinema.GuestsAsync(100);

        var answers = await Crowd.AtOnceAsync(100, i => TakeAsync(guests[i], template));
        Assert.Equal(10, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.ShouldRefuse(409, "coupon-exhausted"));
        Assert.Equal((25, 0L), (await cinema.CountAsync(template.Id), await cinema.LeftAsync(template.Id)));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_budget_is_never_overspent(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => Offered(t, cinema) with { Budget = Fen.Yuan(159) });
        var guests = await cinema.GuestsAsync(Crowd.Size);

        var answers = await Crowd.AtOnceAsync(guests.Length, i => TakeAsync(guests[i], template));
        Assert.Equal(7, answers.Count(a => a.Status == 201));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_counting_more_get_one_than_there_are(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => Offered(t, cinema) with { TotalLimit = 10 });
        cinema.TakeOut(CouponGuards.IssuedIsCounted);
        var guests = await cinema.GuestsAsync(Crowd.Size);

        await Crowd.AtOnceAsync(guests.Length, i => TakeAsync(guests[i], template));
        Assert.True(await cinema.CountAsync(template.Id) > 10);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_guest_gets_as_many_as_she_may_however_often_she_taps(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => Offered(t, cinema) with { PerGuestLimit = 3 });
        var guest = await cinema.GuestAsync();

        var answers = await Crowd.AtOnceAsync(64, _ => TakeAsync(guest, template));
        Assert.Equal(3, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.ShouldRefuse(409, "coupon-guest-limit"));
        var hers = await guest.WalletAsync();
        Assert.Equal((3, "自助领取"), (hers.Count, hers[0].Why));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_comes_together_is_served_together_and_hears_what_concerns_her(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => Offered(t, cinema));
        var guests = await cinema.GuestsAsync(64);
        foreach (var guest in guests.Take(8)) (await TakeAsync(guest, template)).ShouldBe(201);
        var counted = 0;
        cinema.GuestDatabase().RewriteSql = sql =>
        {
            if (sql.Contains("UPDATE coupon_slots SET remaining", StringComparison.Ordinal)) Interlocked.Increment(ref counted);
            return sql;
        };

        // Eight have theirs already, and tap twice.
        var answers = await Crowd.AtOnceAsync(72, i => TakeAsync(guests[i % 64], template));
        Assert.Equal(56, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.ShouldRefuse(409, "coupon-guest-limit"));
        foreach (var guest in guests) Assert.Single(await guest.WalletAsync());
        Assert.InRange(counted, 1, 60);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_she_gets_more(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => Offered(t, cinema) with { PerGuestLimit = 3 });
        var guest = await cinema.GuestAsync();
        cinema.TakeOut(CouponGuards.GuestLimit);

        await Crowd.AtOnceAsync(64, _ => TakeAsync(guest, template));
        Assert.True(await cinema.CountAsync(template.Id) > 3);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Taking_granting_and_taking_back_at_once_keep_count(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => Offered(t, cinema) with { TotalLimit = 12, PerGuestLimit = 2 });
        var guests = await cinema.GuestsAsync(Crowd.Size);
        var ids = await Task.WhenAll(guests.Select(g => g.IdAsync()));

        await Crowd.AtOnceAsync(Crowd.Size * 3, async i =>
        {
            if (i % 3 == 0) return (await TakeAsync(guests[i / 3], template)).Status == 201;
            var grant = new CouponGrant(template.Id, ids[i / 3], CouponSourceKind.Manual, $"g{i}", "礼");
            if (i % 3 == 1) return await cinema.TryIssueAsync(grant, by: null) is null;
            var issued = await cinema.TryIssueAsync(grant, by: null) is null ? (await guests[i / 3].WalletAsync()).FirstOrDefault(c => c.State == "usable") : null;
            if (issued is not null) await TryRevokeAsync(cinema, issued.Id);
            return true;
        });
        await cinema.BooksShouldBalanceAsync();
        // What came back can be had again, to the last one.
        for (var i = 0; i < 13; i++)
            await cinema.TryIssueAsync(new CouponGrant(template.Id, null, CouponSourceKind.Manual, $"rest{i}", "礼"), by: null);
        Assert.Equal(0, await cinema.LeftAsync(template.Id));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Offers_say_what_can_be_had_and_close_in_time(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var now = cinema.Clock.Now();
        var guest = await cinema.GuestAsync();
        var open = await cinema.TemplateAsync(t => Offered(t, cinema) with { Name = "开放", ClaimUntil = now.AddHours(2) });
        cinema.FastForward(TimeSpan.FromMilliseconds(1));
        var early = await cinema.TemplateAsync(t => Offered(t, cinema) with { Name = "未到", ClaimFrom = now.AddHours(1) });
        cinema.FastForward(TimeSpan.FromMilliseconds(1));
        var gone = await cinema.TemplateAsync(t => Offered(t, cinema) with { Name = "领完", TotalLimit = 1 });
        var hidden = await cinema.TemplateAsync();
        (await TakeAsync(await cinema.GuestAsync(), gone)).ShouldBe(201);
        Assert.Equal([("领完", "gone"), ("未到", "early"), ("开放", "open")], (await OffersAsync(guest)).Select(o => (o.Name, o.State)));

        (await TakeAsync(guest, early)).ShouldRefuse(409, "coupon-claim-early");
        (await TakeAsync(guest, gone)).ShouldRefuse(409, "coupon-exhausted");
        (await TakeAsync(guest, hidden)).ShouldRefuse(404, "coupon-template-not-found");
        var taken = (await TakeAsync(guest, open)).ShouldBe(201).As<CouponView>();
        Assert.Equal((await guest.CouponAsync(taken.Id)).ValidUntil, taken.ValidUntil);
        Assert.Equal("taken", (await OffersAsync(guest)).Single(o => o.Id == open.Id).State);
        cinema.FastForward(TimeSpan.FromHours(2));
        (await TakeAsync(await cinema.GuestAsync(), open)).ShouldRefuse(409, "coupon-claim-over");
        var (_, marketing) = await cinema.StaffAsync(StaffRole.Marketing);
        await cinema.Service<RetireCouponTemplate>().RunAsync(early.Id, marketing, CancellationToken.None);
        Assert.Contains((await TakeAsync(guest, early)).Code, new[] { "coupon-exhausted", "coupon-template-not-found" });
    }

    internal static CouponTemplateRow Offered(CouponTemplateRow template, Cinema cinema) =>
        template with { ClaimFrom = cinema.Clock.Now(), PerGuestLimit = 1, TotalLimit = 1_000 };

    internal static Task<Answer> TakeAsync(Guest guest, CouponTemplateRow template) => guest.PostAsync($"/api/v1/coupon-templates/{template.Id}/claims");

    private static async Task<IReadOnlyList<CouponOfferView>> OffersAsync(Guest guest) => (await guest.GetAsync("/api/v1/coupon-templates")).ShouldBe(200).As<CouponOfferView[]>();

    private static async Task TryRevokeAsync(Cinema cinema, string coupon)
    {
        try
        {
            await cinema.Service<RevokeCoupon>().RunAsync(coupon, by: null, CancellationToken.None);
        }
        catch (Refusal)
        {
            // Somebody was quicker.
        }
    }
}
