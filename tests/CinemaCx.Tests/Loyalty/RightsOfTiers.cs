using CinemaCx.Loyalty;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Programme;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

/// <summary>The engine keeps what a tier promises: prices, tickets of the month and the year, early sale, premieres.</summary>
public sealed class RightsOfTiers
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Gold_pays_less_all_year_and_is_told_what_it_saved(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync(Tier.Gold);

        var order = await guest.BuysForAsync(cinema, showing, showing.SideBySide(2));
        Assert.All(order.PriceLines.Where(l => l.Kind == "tier"), l => Assert.Equal("金卡优惠", l.Text));
        var before = order.Of("list") + order.Of("member");
        Assert.Equal(-before.Percent(10).Value, order.Of("tier").Value);
        Assert.Equal(-order.Of("tier").Value, (await guest.MembershipAsync()).SavedFen.Value);

        (await guest.RefundsAsync(order, order.Seats[0].Seat)).ShouldBe(201);
        Assert.Equal(-order.PriceLines.Single(l => l.Kind == "tier" && l.Seat == order.Seats[1].Seat).AmountFen.Value, (await guest.MembershipAsync()).SavedFen.Value);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Silver_buys_one_ticket_a_month_for_the_special_price(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync(Tier.Silver);
        Assert.Equal("available", StateOf(await guest.MembershipAsync(), "monthly-ticket"));

        var order = await guest.HoldsForAsync(showing, showing.SideBySide(2), benefit: "monthly-ticket");
        var lowest = showing.Film.LowestPrice;
        var special = TierRule.Usual.Of(Tier.Silver).MonthlyTicketFen!.Value;
        Assert.Equal((lowest > special ? lowest : special) + showing.Showtime.ServiceFee, order.Seats.Min(s => s.PriceFen));
        Assert.Equal("used", StateOf(await guest.MembershipAsync(), "monthly-ticket"));
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);

        var paid = await guest.BuysForAsync(cinema, showing, showing.SideBySide(2), benefit: "monthly-ticket");
        (await guest.HoldForAsync(showing, showing.SideBySide(2, rowsToSkip: 1), benefit: "monthly-ticket")).ShouldRefuse(409, "benefit-used");
        (await guest.RefundsAsync(paid, [.. paid.Seats.Select(s => s.Seat)])).ShouldBe(201);
        Assert.Equal("available", StateOf(await guest.MembershipAsync(), "monthly-ticket"));
        // A clock that jumps while the platform is called makes its signed answer too old.
        await cinema.BooksShowAsync(paid.Id, b => b.Refunds.All(r => r.State == RefundState.Succeeded), "the money is back");
        // One that runs out gives it back by itself.
        await guest.HoldsForAsync(showing, showing.SideBySide(2), benefit: "monthly-ticket");
        cinema.FastForward(TimeSpan.FromMinutes(15));
        await Cinema.EventuallyAsync(async () => StateOf(await guest.MembershipAsync(), "monthly-ticket") == "available", "the right is free again");

        var plain = await cinema.MemberAsync();
        (await plain.HoldForAsync(showing, showing.SideBySide(2, rowsToSkip: 2), benefit: "monthly-ticket")).ShouldRefuse(422, "benefit-not-yours");
        (await plain.HoldForAsync(showing, showing.SideBySide(2, rowsToSkip: 2), benefit: "free-lunch")).ShouldRefuse(400, "benefit-unknown");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task In_the_month_of_her_birthday_one_seat_is_free(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(hall: "2号");
        var guest = await cinema.MemberAsync();
        (await guest.HoldForAsync(showing, showing.SideBySide(2), benefit: "birthday-ticket")).ShouldRefuse(422, "birthday-unknown");
        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/birthday", new { birthday = "02-30" })).ShouldRefuse(400, "birthday-invalid");
        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/birthday", new { birthday = "05-17" })).ShouldBe(200);
        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/birthday", new { birthday = "11-17" })).ShouldRefuse(409, "birthday-already-set");
        (await guest.HoldForAsync(showing, showing.SideBySide(2), benefit: "birthday-ticket")).ShouldRefuse(422, "birthday-month-only");

        var (manager, _) = await cinema.StaffAsync(StaffRole.DutyManager);
        var path = $"/api/v1/guests/{await guest.IdAsync()}/birthday";
        (await cinema.StaffPutAsync(manager, path, new { birthday = "11-17" })).ShouldRefuse(400, "birthday-reason-required");
        (await cinema.StaffPutAsync(manager, path, new { birthday = "11-17", reason = "身份证核对" })).ShouldBe(200);

        var order = await guest.HoldsForAsync(showing, showing.SideBySide(2), benefit: "birthday-ticket");
        await guest.PaysAsync(cinema, order);
        Assert.Equal(order.PriceLines.Where(l => l.Kind != "benefit").Sum(l => l.AmountFen) + order.Of("benefit"), order.TotalFen);
        Assert.Equal(order.Seats.Min(s => s.PriceFen), order.TotalFen - order.Seats.Max(s => s.PriceFen));
        Assert.True(order.Seats.Min(s => s.PriceFen) == Fen.Zero || -order.Of("benefit") == TierRule.Usual.BirthdayTicketFen);
        Assert.Equal("used", StateOf(await guest.MembershipAsync(), "birthday-ticket"));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Before_the_general_sale_and_at_premieres_only_those_are_served_whose_tier_allows_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var pattern = await cinema.ShowingAsync();
        var opens = cinema.Clock.Now() + TimeSpan.FromHours(23);
        var presale = await cinema.ShowingLikeAsync(pattern, opens.AddHours(40), row => row with { SaleOpensAt = opens });
        var premiere = await cinema.ShowingLikeAsync(pattern, opens.AddHours(50), row => row with { PremiereFor = PremiereGuests.Gold });
        var (stranger, plain, silver, gold) =
            (await cinema.GuestAsync(), await cinema.MemberAsync(), await cinema.MemberAsync(Tier.Silver), await cinema.MemberAsync(Tier.Gold));

        var shown = (await stranger.GetAsync($"/api/v1/showtimes/{presale.Id}")).ShouldBe(200).As<ShowtimeDetail>().Showtime;
        Assert.Equal((SaleState.NotOpen, opens), (shown.SaleState, shown.SaleOpensAt));
        Assert.Equal(PremiereGuests.Gold, (await stranger.GetAsync($"/api/v1/showtimes/{premiere.Id}")).As<ShowtimeDetail>().Showtime.PremiereFor);
        foreach (var guest in new[] { stranger, plain }) (await guest.HoldForAsync(presale, presale.SideBySide(2))).ShouldRefuse(422, "sale-not-open");
        foreach (var guest in new[] { stranger, plain, silver }) (await guest.HoldForAsync(premiere, premiere.SideBySide(2))).ShouldRefuse(403, "premiere-invited-only");
        await silver.HoldsForAsync(presale, presale.SideBySide(2));
        await gold.HoldsForAsync(premiere, premiere.SideBySide(2));

        var later = await cinema.ShowingLikeAsync(pattern, opens.AddHours(60), row => row with { SaleOpensAt = opens.AddHours(2) });
        var other = await cinema.MemberAsync(Tier.Silver);
        Assert.Equal(opens.AddHours(-22), (await other.HoldForAsync(later, later.SideBySide(2))).ShouldRefuse(422, "sale-not-open").Body.GetProperty("parameters").GetProperty("opensAt").GetDateTimeOffset());
        cinema.FastForward(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await other.HoldsForAsync(later, later.SideBySide(2));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_programme_file_says_whom_a_premiere_is_for(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        var file = Sheets.Csv(
            "showtimes.csv",
            Sheets.ShowtimeHeader.Replace("会员价:A", "会员价:A,首映邀请", StringComparison.Ordinal) + "C1,1,001X00012025,2026-11-25,19:00,国语,2D,60,80,50,银卡\nC1,1,001X00012025,2026-11-26,19:00,国语,2D,60,80,50,\n");
        Assert.True((await house.ImportAsync([.. Sheets.House(), file])).Applied);
        var rows = (await house.RowsAsync<ShowtimeRow>()).OrderBy(r => r.StartsAt).Select(r => r.PremiereFor);
        Assert.Equal([PremiereGuests.Silver, null], rows);
        var wrong = Sheets.Csv("showtimes.csv", Sheets.ShowtimeHeader.Replace("会员价:A", "会员价:A,首映邀请", StringComparison.Ordinal) + "C1,1,001X00012025,2026-11-27,19:00,国语,2D,60,80,50,钻石\n");
        Assert.Equal("word-unknown", Assert.Single((await house.ImportAsync([.. Sheets.House(), wrong])).Refused).Code);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Headquarters_changes_the_rules_without_a_deploy(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (headquarters, _) = await cinema.StaffAsync(StaffRole.Headquarters);
        var (marketing, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var rule = new
        {
            tiers = new object[]
            {
                new { tier = "standard", earnPercent = 100 },
                new { tier = "silver", spendFen = 100, earnPercent = 200, monthlyTicketFen = 1000, earlyHours = 48 },
                new { tier = "gold", visits = 3, earnPercent = 200, discountPercent = 20, monthlyTicketFen = 500, earlyHours = 48, upgradeMinutes = 90 },
            },
            birthdayTicketFen = 5000,
            graceDays = 10,
            noticeDays = 5,
        };
        (await cinema.StaffPutAsync(marketing, "/api/v1/tier-rules", rule)).ShouldRefuse(403, "staff-not-allowed");
        (await cinema.StaffPutAsync(headquarters, "/api/v1/tier-rules", new { rule.tiers, birthdayTicketFen = 0, rule.graceDays, rule.noticeDays })).ShouldRefuse(422, "tier-rule-senseless");
        Assert.Equal(1, (await cinema.StaffPutAsync(headquarters, "/api/v1/tier-rules", rule)).ShouldBe(200).Body.GetProperty("version").GetInt64());

        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync();
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await guest.BuysForAsync(cinema, showing, showing.SideBySide(1));
        await Cinema.EventuallyAsync(async () => (await guest.MembershipAsync()).Tier == "silver", "one ticket makes her silver");
        Assert.Equal(("gold", 2L), ((await guest.MembershipAsync()).Next!.Tier, (await guest.MembershipAsync()).Next!.MissingVisits!.Value));
    }

    private static string StateOf(MembershipView view, string right) => view.Rights.Single(r => r.Code == right).State;
}
