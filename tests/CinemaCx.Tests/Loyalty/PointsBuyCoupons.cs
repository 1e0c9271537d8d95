using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Staff;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

public sealed class PointsBuyCoupons
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Points_become_a_coupon_in_her_wallet(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (template, guest) = await OfferAsync(cinema, points: 500);
        await cinema.GivePointsAsync(guest, 800);

        var offers = (await guest.GetAsync("/api/v1/points-offers")).ShouldBe(200).As<PointsOffer[]>();
        Assert.Equal((template.Id, 500), (Assert.Single(offers).TemplateId, offers[0].Points));
        var redeemed = (await RedeemAsync(guest, template, "once")).ShouldBe(201).As<Redeemed>();
        Assert.Equal(redeemed.CouponId, (await RedeemAsync(guest, template, "once")).ShouldBe(201).As<Redeemed>().CouponId);
        Assert.Equal("500积分兑换", (await guest.CouponAsync(redeemed.CouponId)).Why);
        Assert.Equal(300, (await guest.PointsAsync()).Balance);
        (await RedeemAsync(guest, template)).ShouldRefuse(409, "points-not-enough");

        Assert.Equal(["spent", "granted"], (await guest.PointsPageAsync()).Lines.Select(l => l.Kind));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_thirty_two_who_spend_the_last_points_at_once_one_gets_the_coupon(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        Assert.Equal((1, 40), await RaceAsync(cinema));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_several_would(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        // The condition goes, and with the other kind the CHECK behind it.
        cinema.TakeOut(sql => sql.Replace("AND a.balance >= ", "AND 0 <= 0 * ", StringComparison.Ordinal).Replace("a.seq + 1, 'spent'", "a.seq + 1, 'clawed-back'", StringComparison.Ordinal));
        Assert.True((await RaceAsync(cinema)).Coupons > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_coupon_that_is_given_out_costs_nothing(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (template, guest) = await OfferAsync(cinema, points: 100, t => t with { TotalLimit = 1 });
        await cinema.GivePointsAsync(guest, 300);

        (await RedeemAsync(guest, template)).ShouldBe(201);
        (await RedeemAsync(guest, template)).ShouldRefuse(409, "coupon-exhausted");
        Assert.Equal(200, (await guest.PointsAsync()).Balance);
        (await guest.PostAsync("/api/v1/me/points/redemptions", new { templateId = "cpt_other" })).ShouldRefuse(404, "points-offer-not-found");
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task<(int Coupons, long Balance)> RaceAsync(Cinema cinema)
    {
        var (template, guest) = await OfferAsync(cinema, points: 500);
        await cinema.GivePointsAsync(guest, 540);
        var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => RedeemAsync(guest, template));
        return (answers.Count(a => a.Status == 201), (await guest.PointsAsync()).Balance);
    }

    private static async Task<(CouponTemplateRow Template, Guest Guest)> OfferAsync(
        Cinema cinema, long points, Func<CouponTemplateRow, CouponTemplateRow>? with = null)
    {
        var template = await cinema.TemplateAsync(with);
        var (_, by) = await cinema.StaffAsync(StaffRole.Headquarters);
        await cinema.Service<PointsOffers>().SetAsync(template.Id, points, by, CancellationToken.None);
        return (template, await cinema.MemberAsync());
    }

    private static Task<Answer> RedeemAsync(Guest guest, CouponTemplateRow template, string? key = null) =>
        guest.PostAsync("/api/v1/me/points/redemptions", new { templateId = template.Id }, key);
}
