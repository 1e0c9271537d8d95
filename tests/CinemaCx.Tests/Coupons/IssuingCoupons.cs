using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>Limits, budgets and allowances hold however many give at the same moment.</summary>
public sealed class IssuingCoupons
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_the_last_ten_a_hundred_get_ten(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => t with { TotalLimit = 10 });

        var answers = await IssueToManyAsync(cinema, template, 100);
        Assert.Equal(10, answers.Count(a => a is null));
        Assert.All(answers.Where(a => a is not null), a => Assert.Equal("coupon-exhausted", a));
        Assert.Equal((10, 0L), (await cinema.CountAsync(template.Id), await cinema.LeftAsync(template.Id)));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_budget_is_never_overspent(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        // Three times 20 yuan fit into 75, the fourth does not.
        var template = await cinema.TemplateAsync(t => t with { Budget = Fen.Yuan(75) });

        var answers = await IssueToManyAsync(cinema, template, 64);
        Assert.Equal(3, answers.Count(a => a is null));
        Assert.Equal((3, 0L), (await cinema.CountAsync(template.Id), await cinema.LeftAsync(template.Id)));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_counting_limit_and_budget_are_overrun(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var limited = await cinema.TemplateAsync(t => t with { TotalLimit = 10 });
        var budgeted = await cinema.TemplateAsync(t => t with { Budget = Fen.Yuan(75) });
        cinema.TakeOut(CouponGuards.IssuedIsCounted);

        await IssueToManyAsync(cinema, limited, 40);
        await IssueToManyAsync(cinema, budgeted, 40);
        Assert.True(await cinema.CountAsync(limited.Id) > 10);
        Assert.True(await cinema.CountAsync(budgeted.Id) > 3);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_duty_manager_gives_away_five_hundred_yuan_a_day(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync();
        var (_, duty) = await cinema.StaffAsync(StaffRole.DutyManager);

        var answers = await GiveForCasesAsync(cinema, template, duty, 64);
        Assert.Equal(25, answers.Count(a => a is null));
        Assert.All(answers.Where(a => a is not null), a => Assert.Equal("coupon-allowance-spent", a));
        await cinema.BooksShouldBalanceAsync();

        cinema.FastForward(TimeSpan.FromDays(1));
        Assert.Null(await cinema.TryIssueAsync(ForCase(template, "next-day"), duty));
        var (_, general) = await cinema.StaffAsync(StaffRole.GeneralManager);
        Assert.All(await GiveForCasesAsync(cinema, template, general, 32), Assert.Null);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_she_gives_more(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync();
        var (_, duty) = await cinema.StaffAsync(StaffRole.DutyManager);
        cinema.TakeOut(CouponGuards.AllowanceIsSpent);

        await GiveForCasesAsync(cinema, template, duty, 64);
        Assert.True(await cinema.CountAsync(template.Id) > 25);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_case_gives_one_coupon_however_many_press(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync();
        var (_, general) = await cinema.StaffAsync(StaffRole.GeneralManager);

        var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => cinema.TryIssueAsync(ForCase(template, "one"), general));
        Assert.Single(answers, a => a is null);
        Assert.All(answers.Where(a => a is not null), a => Assert.Equal("coupon-already-issued", a));
        // A second one has to be asked for as the second.
        Assert.Null(await cinema.TryIssueAsync(ForCase(template, "one") with { Nth = 2 }, general));
        Assert.Equal(2, await cinema.CountAsync(template.Id));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_it_gives_many(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync();
        var (_, general) = await cinema.StaffAsync(StaffRole.GeneralManager);
        await using (var db = cinema.Database.Read()) await db.ExecuteAsync("DROP INDEX ux_coupons_source");
        cinema.TakeOut(CouponGuards.SourceGivesOne);

        await Crowd.AtOnceAsync(Crowd.Size, _ => cinema.TryIssueAsync(ForCase(template, "one"), general));
        Assert.True(await cinema.CountAsync(template.Id) > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Only_who_may_gives_and_only_what_she_may(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.Service<SampleCoupons>().EnsureAsync(CancellationToken.None);
        await cinema.Service<SampleCoupons>().EnsureAsync(CancellationToken.None);
        var templates = cinema.Service<CouponTemplates>();
        var (_, usher) = await cinema.StaffAsync(StaffRole.Usher);
        var (_, duty) = await cinema.StaffAsync(StaffRole.DutyManager);

        Assert.Empty(await templates.ForCompensationAsync(StaffRole.Usher, CancellationToken.None));
        Assert.Equal(["10元券", "20元券"], (await templates.ForCompensationAsync(StaffRole.DutyManager, CancellationToken.None)).Select(t => t.Name));
        Assert.Equal(["10元券", "20元券", "50元券", "免费兑换券"], (await templates.ForCompensationAsync(StaffRole.GeneralManager, CancellationToken.None)).Select(t => t.Name));
        Assert.Equal("c20", (await templates.RequireForCompensationAsync("20元券", StaffRole.DutyManager, CancellationToken.None)).Code);
        var fifty = await Assert.ThrowsAsync<Refusal>(() => templates.RequireForCompensationAsync("50", StaffRole.DutyManager, CancellationToken.None));
        Assert.Equal("coupon-not-allowed", fifty.Code);
        var unknown = await Assert.ThrowsAsync<Refusal>(() => templates.RequireForCompensationAsync("爆米花", StaffRole.DutyManager, CancellationToken.None));
        Assert.Equal("coupon-template-not-found", unknown.Code);

        var twenty = await templates.RequireForCompensationAsync("20", StaffRole.DutyManager, CancellationToken.None);
        Assert.Equal("coupon-not-allowed", await cinema.TryIssueAsync(ForCase(twenty, "a"), usher));
        Assert.Equal("coupon-reason-required", await cinema.TryIssueAsync(ForCase(twenty, "a") with { Reason = " " }, duty));
        Assert.Null(await cinema.TryIssueAsync(ForCase(twenty, "a"), duty));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_was_given_by_mistake_is_taken_back_with_all_it_took(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => t with { TotalLimit = 1, PerGuestLimit = 1, Budget = Fen.Yuan(20) });
        var (_, duty) = await cinema.StaffAsync(StaffRole.DutyManager);
        var guest = await cinema.GuestAsync();
        var grant = ForCase(template, "undo") with { GuestId = await guest.IdAsync() };
        var issued = await cinema.Service<IssueCoupon>().RunAsync(grant, duty, CancellationToken.None);

        var answers = await Crowd.AtOnceAsync(Crowd.Size, async _ =>
        {
            try
            {
                await cinema.Service<RevokeCoupon>().RunAsync(issued.CouponId, duty, CancellationToken.None);
                return null;
            }
            catch (Refusal refusal)
            {
                return refusal.Code;
            }
        });
        Assert.Single(answers, a => a is null);
        Assert.All(answers.Where(a => a is not null), a => Assert.Equal("coupon-not-revocable", a));
        Assert.Equal("revoked", (await guest.CouponAsync(issued.CouponId)).State);
        await cinema.BooksShouldBalanceAsync();

        Assert.Null(await cinema.TryIssueAsync(grant, duty));
        Assert.Equal("coupon-guest-limit", await cinema.TryIssueAsync(grant with { Nth = 2 }, duty));
        var another = await (await cinema.GuestAsync()).IdAsync();
        Assert.Equal("coupon-exhausted", await cinema.TryIssueAsync(grant with { Nth = 2, GuestId = another }, duty));
        await using var db = cinema.Database.Read();
        Assert.Equal(Fen.Yuan(20), (await db.GetTable<CouponAllowanceRow>().FirstAsync(a => a.EmployeeId == duty.EmployeeId)).Spent);
        await cinema.BooksShouldBalanceAsync();
    }

    private static CouponGrant ForCase(CouponTemplateRow template, string source) => new(template.Id, null, CouponSourceKind.Case, source, "影厅温度过低，深表歉意");

    private static Task<string?[]> GiveForCasesAsync(Cinema cinema, CouponTemplateRow template, StaffMember by, int count) =>
        Crowd.AtOnceAsync(count, i => cinema.TryIssueAsync(ForCase(template, $"{by.EmployeeId} {i}"), by));

    private static Task<string?[]> IssueToManyAsync(Cinema cinema, CouponTemplateRow template, int count) => Crowd.AtOnceAsync(
        count, i => cinema.TryIssueAsync(new CouponGrant(template.Id, null, CouponSourceKind.Campaign, $"{template.Code} {i}", "开业礼"), by: null));
}
