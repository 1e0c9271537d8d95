using System.Text.Json;
using CinemaCx.Campaigns;
using CinemaCx.Coupons;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>A campaign's figures are the sums of the rows behind them, and its coupons are given with its messages or not at all.</summary>
public sealed class WhatItBrought
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_figures_are_the_rows(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        var guests = await marketing.GuestsAsync(160);
        var coupon = await marketing.CouponAsync();
        var terms = Marketing.Terms(holdOut: 40) with
        {
            Variants = [new CampaignVariant("a", Marketing.Template, Marketing.Words, coupon), new CampaignVariant("b", Marketing.Template, Marketing.Words)],
        };
        var id = await marketing.ScheduledAsync(terms);
        await marketing.StartAsync(id);
        await marketing.ComesToAsync(id, CampaignState.Finished);
        var row = await marketing.RowAsync(id);
        var enrolled = await marketing.EnrolledAsync(id);
        var spent = await SpendAsync(cinema, marketing, enrolled, row.StartedAt!.Value);
        await UseCouponsAsync(marketing, enrolled);

        var result = await cinema.Service<CampaignResults>().OfAsync(row, CancellationToken.None);
        var lines = await LinesAsync(cinema, row);

        Assert.Equal(guests.Order(StringComparer.Ordinal), lines.Select(l => l.GuestId));
        Assert.All(lines, line => Assert.Equal(spent.GetValueOrDefault(line.GuestId), line.Spent.Value));
        foreach (var arm in result.Arms)
        {
            var own = lines.Where(l => arm.Name == "told" ? l.Arm != CampaignArms.HoldOut : l.Arm == arm.Name).ToList();
            Assert.Equal(
                (own.Count, own.Count(l => l.Message == GuestMessageState.Sent), own.Count(l => l.HasCoupon), own.Count(l => l.CouponUsed), own.Sum(l => l.Spent.Value)),
                (arm.Guests, arm.Sent, arm.Coupons, arm.CouponsUsed, arm.Revenue.Value));
            Assert.Equal(own.Count(l => enrolled.Single(e => e.GuestId == l.GuestId).CouponId is not null), arm.Coupons);
            Assert.Equal(Math.Round(own.Average(l => (double)l.Spent.Value), 2), arm.PerHeadFen);
            Assert.True(arm.Revenue.Value > 0);
        }

        Assert.Equal(["a", "b", "told", "hold-out"], result.Arms.Select(a => a.Name));
        // The interval is the one of the rows.
        var told = GroupFigures.Of(lines.Where(l => l.Arm != CampaignArms.HoldOut).Select(l => (decimal)l.Spent.Value));
        var held = GroupFigures.Of(lines.Where(l => l.Arm == CampaignArms.HoldOut).Select(l => (decimal)l.Spent.Value));
        Assert.Equal(CampaignVerdict.Compare("told", told, held), result.Comparisons.Single(c => c.Name == "told"));
        Assert.Equal(row.StartedAt.Value.AddDays(14), result.MeasuredUntil!.Value, TimeSpan.FromMinutes(5));
        await marketing.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_guest_who_can_have_no_more_coupons_is_left_out_and_the_others_are_not(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        var guests = await marketing.GuestsAsync(60);
        var coupon = await marketing.CouponAsync(perGuest: 1);
        string[] full = [guests[3], guests[40]];
        foreach (var guest in full)
            await cinema.Service<IssueCoupon>().RunAsync(new CouponGrant(coupon, guest, CouponSourceKind.Manual, guest, "测试"), null, CancellationToken.None);
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0, coupon: coupon));

        await marketing.StartAsync(id);
        await marketing.ComesToAsync(id, CampaignState.Finished);

        var enrolled = await marketing.EnrolledAsync(id);
        Assert.Equal(60, enrolled.Count);
        Assert.Equal(full.Order(StringComparer.Ordinal), enrolled.Where(e => e.LeftOut == "coupon-guest-limit").Select(e => e.GuestId));
        Assert.All(enrolled, e => Assert.Equal(e.LeftOut is null, e is { CouponId: not null, MessageId: not null }));
        Assert.Equal(guests.Except(full).Order(StringComparer.Ordinal), (await marketing.PhonesAsync()).Keys.Order(StringComparer.Ordinal));
        await marketing.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task When_the_coupons_are_gone_nobody_is_promised_one(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(60);
        var coupon = await marketing.CouponAsync(totalLimit: 50);
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0, coupon: coupon));

        await marketing.StartAsync(id);
        await marketing.ComesToAsync(id, CampaignState.Finished);

        Assert.Equal("coupons-gone", (await marketing.RowAsync(id)).EndedBecause);
        Assert.Equal(50, (await marketing.EnrolledAsync(id)).Count);
        Assert.Equal(50, (await marketing.PhonesAsync()).Count);
        Assert.Equal("50", (await marketing.AskAsync($"SELECT COUNT(*) FROM coupons WHERE template_id = {coupon}"))[0]);
        await marketing.BooksShouldBalanceAsync();
    }

    /// <summary>Some buy, some more than once, some give it back, some too early or too late to count.</summary>
    /// <returns>What counts, by guest.</returns>
    private static async Task<Dictionary<string, long>> SpendAsync(Cinema cinema, Marketing marketing, IReadOnlyList<CampaignGuestRow> enrolled, DateTimeOffset started)
    {
        var random = new Random(9);
        var show = await cinema.ShowingAsync();
        var spent = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var guest in enrolled)
        {
            foreach (var (at, counts) in new[] { (started.AddMinutes(-10), false), (guest.EnrolledAt, true), (guest.EnrolledAt.AddDays(13), true), (guest.EnrolledAt.AddDays(14), false) })
            {
                if (random.Next(4) > 0) continue;
                var (givenBack, total) = (random.Next(5) == 0, random.Next(30, 120) * 100L);
                await AtItsOccasion.OrderAsync(marketing, guest.GuestId, show.Id, at, givenBack, total: total);
                if (counts && !givenBack) spent[guest.GuestId] = spent.GetValueOrDefault(guest.GuestId) + total;
            }
        }

        return spent;
    }

    private static async Task UseCouponsAsync(Marketing marketing, IReadOnlyList<CampaignGuestRow> enrolled)
    {
        var script = new Script();
        foreach (var guest in enrolled.Where(e => e.CouponId is not null).Where((_, i) => i % 3 == 0))
        {
            var now = guest.EnrolledAt.AddDays(1);
            script.Do($"UPDATE coupons SET state = 'used', used_by_order = {"ord" + guest.GuestId}, used_at = {now} WHERE id = {guest.CouponId}");
            script.Do($"INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id) VALUES ({Id.New("cev", now)}, {guest.CouponId}, {now}, 'used', {"ord" + guest.GuestId})");
        }

        await marketing.CommitAsync(script);
    }

    private static async Task<List<CampaignGuestLine>> LinesAsync(Cinema cinema, CampaignRow row)
    {
        var (token, _) = await cinema.StaffAsync(StaffRole.Marketing);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{cinema.StaffUrl}/api/v1/campaigns/{row.Id}/guests");
        request.Headers.Authorization = new("Bearer", token);
        var listed = (await Answer.ReadAsync(await cinema.Http.SendAsync(request))).ShouldBe(200);
        var lines = await cinema.Service<CampaignResults>().GuestsAsync(row, null, null, CancellationToken.None);
        Assert.Equal(lines.Select(l => l.GuestId), listed.Body.EnumerateArray().Select((JsonElement l) => l.GetProperty("guestId").GetString()));
        return [.. lines];
    }
}
