using CinemaCx.Coupons;
using CinemaCx.Staff;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>A list of guests is given a coupon each: nobody two, nobody forgotten, and who got none is named.</summary>
public sealed class GivingToMany
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_report_names_who_got_none_and_why(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => t with { TotalLimit = 5, PerGuestLimit = 1 });
        var guests = await cinema.GuestsAsync(6);
        var ids = await Task.WhenAll(guests.Select(g => g.IdAsync()));
        await cinema.GiveCouponAsync(guests[1], template);
        var (marketing, _) = await cinema.StaffAsync(StaffRole.Marketing);
        string[] list = [ids[0], ids[0], ids[1], "gst_nobody", ids[2], ids[3], ids[4], ids[5]];

        var body = new { guestIds = list, reason = "周年庆" };
        var bulk = (await StaffPostAsync(cinema, marketing, template, body, "once")).ShouldBe(202).Body.GetProperty("id").GetString()!;
        // A retry is the same list.
        Assert.Equal(bulk, (await StaffPostAsync(cinema, marketing, template, body, "once")).ShouldBe(202).Body.GetProperty("id").GetString());
        (await StaffPostAsync(cinema, marketing, template, new { guestIds = list, reason = "换个理由" }, "once")).ShouldRefuse(422, "idempotency-key-reused");
        BulkReport report = null!;
        await Cinema.EventuallyAsync(async () => (report = await cinema.Service<CouponDesk>().BulkAsync(bulk, 0, CancellationToken.None)).FinishedAt is not null, "the list is done", seconds: 60);

        Assert.Equal((7L, 4L, 0L), (report.Guests, report.Given, report.Open));
        Assert.Equal(
            [(3, ids[1], "coupon-guest-limit"), (4, "gst_nobody", "coupon-guest-not-found"), (8, ids[5], "coupon-exhausted")],
            report.Refused.Select(r => ((int)r.Row, r.GuestId, r.Code)));
        var file = await cinema.Service<CouponDesk>().CouponAsync((await guests[2].WalletAsync()).Single().Id, CancellationToken.None);
        Assert.Equal(("bulk", $"{bulk}/{ids[2]}", "周年庆"), (file.SourceKind, file.SourceId, file.Reason));
        Assert.NotNull(file.IssuedBy);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task However_many_work_through_it_and_however_often_they_are_stopped_each_gets_one(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var (template, bulk) = await WorkAsync(cinema);

        Assert.Equal(Guests, await cinema.CountAsync(template));
        var report = await cinema.Service<CouponDesk>().BulkAsync(bulk, 0, CancellationToken.None);
        Assert.Equal((Guests, 0L, 0), ((int)report.Given, report.Open, report.RefusedBy.Count));
        Assert.NotNull(report.FinishedAt);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guards_some_would_get_two(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        await using (var db = cinema.Database.Read()) await db.ExecuteAsync("DROP INDEX ux_coupons_source");
        cinema.TakeOut(sql => CouponGuards.SourceGivesOne(sql).Replace("AND decided_at IS NULL RETURNING", "RETURNING", StringComparison.Ordinal));

        var (template, _) = await WorkAsync(cinema);
        Assert.True(await cinema.CountAsync(template) > Guests);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_guest_is_given_one_by_hand_within_the_givers_rights(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var offer = await cinema.TemplateAsync(t => t with { LeastRole = null });
        var amends = await cinema.TemplateAsync();
        var guest = await cinema.GuestAsync();
        var body = new { guestId = await guest.IdAsync(), reason = "影城开放日" };
        var (marketing, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var (site, _) = await cinema.StaffAsync(StaffRole.SiteManager);
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher);

        var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => cinema.StaffPostAsync(marketing, $"/api/v1/coupon-templates/{offer.Id}/grants", body, "k1"));
        Assert.Single(answers.Select(a => a.ShouldBe(201).Body.GetProperty("id").GetString()).Distinct());
        Assert.Equal(1, await cinema.CountAsync(offer.Id));
        (await cinema.StaffPostAsync(site, $"/api/v1/coupon-templates/{offer.Id}/grants", body, "k2")).ShouldRefuse(403, "coupon-not-allowed");
        (await cinema.StaffPostAsync(site, $"/api/v1/coupon-templates/{amends.Id}/grants", body, "k3")).ShouldBe(201);
        (await cinema.StaffPostAsync(usher, $"/api/v1/coupon-templates/{offer.Id}/grants", body, "k4")).ShouldBe(403);
        (await cinema.StaffPostAsync(marketing, $"/api/v1/coupon-templates/{offer.Id}/grants", body with { guestId = "gst_nobody" }, "k5")).ShouldRefuse(404, "coupon-guest-not-found");
        (await cinema.StaffPostAsync(marketing, $"/api/v1/coupon-templates/{amends.Id}/grants", body, "k1")).ShouldRefuse(422, "idempotency-key-reused");

        var mistaken = (await guest.WalletAsync()).First(c => c.Why == "影城开放日").Id;
        (await cinema.StaffPostAsync(marketing, $"/api/v1/coupons/{mistaken}/revocation")).ShouldBe(200);
        Assert.Equal("revoked", (await guest.CouponAsync(mistaken)).State);
        await cinema.BooksShouldBalanceAsync();
    }

    private const int Guests = 40;

    /// <summary>Thirty-two work through one list at the same time; every second of them is stopped on the way. Then it is gone through to the end.</summary>
    private static async Task<(string Template, string Bulk)> WorkAsync(Cinema cinema)
    {
        var template = await cinema.TemplateAsync();
        var ids = await Task.WhenAll((await cinema.GuestsAsync(Guests)).Select(g => g.IdAsync()));
        var (_, marketing) = await cinema.StaffAsync(StaffRole.Marketing);
        var give = cinema.Service<GrantToList>();
        var attempt = new Platform.Web.IdempotentAttempt(marketing.EmployeeId, "list", "x");
        var bulk = await give.RunAsync(marketing, template.Id, ids, "周年庆", attempt, CancellationToken.None);
        await Crowd.AtOnceAsync(Crowd.Size, async i =>
        {
            using var stop = new CancellationTokenSource(i % 2 == 0 ? TimeSpan.FromMilliseconds(20 + i) : Timeout.InfiniteTimeSpan);
            try
            {
                await give.HandleAsync(new BulkGrantDue(bulk), stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopped wherever it was.
            }

            return i;
        });
        await give.HandleAsync(new BulkGrantDue(bulk), CancellationToken.None);
        return (template.Id, bulk);
    }

    private static Task<Answer> StaffPostAsync(Cinema cinema, string token, CouponTemplateRow template, object body, string key) =>
        cinema.StaffPostAsync(token, $"/api/v1/coupon-templates/{template.Id}/bulk-grants", body, key);
}
