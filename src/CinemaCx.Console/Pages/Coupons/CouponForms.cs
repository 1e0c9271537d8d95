using System.Globalization;
using CinemaCx.Campaigns;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Pages.Coupons;

internal static class CouponForms
{
    private const int LongestReason = 60;
    private static readonly char[] Between = ['、', ',', '，', ' '];

    public static IServiceCollection AddCouponPages(this IServiceCollection services) => services.AddListing<CouponListing>().AddScoped<StaffNames>();

    public static void MapCoupons(this IEndpointRouteBuilder console)
    {
        console.MapExport<CouponListing, TemplateView>("/console/coupons", CouponPageWords.Reading);
        console.MapForm("/console/coupons/make", MakeAsync, CouponPageWords.Making);
        console.MapForm("/console/coupons/{id}/retirement", RetireAsync, CouponPageWords.Making);
        console.MapForm("/console/coupons/{id}/list", GiveAsync, CouponPageWords.Making);
    }

    private static async Task<IResult> MakeAsync(FormPost form, MakeCouponTemplate make, CancellationToken cancellation)
    {
        var kind = CouponPageWords.Read(form.Text("kind")) ?? throw new Refusal(400, "malformed-request", "请选择类型");
        var terms = new CouponTerms(
            form.Text("code"), form.Text("name"), kind, form.Yuan("amount"), form.Number("percent"), form.Yuan("cap"), form.Optional("goods"), form.Yuan("min"), ScopeOf(form),
            Stacking: form.Optional("stacking") switch { "alone" => CouponStacking.Alone, "together" => CouponStacking.Together, _ => null },
            ValidDays: form.Optional("until") is null ? form.Number("days") : null,
            ValidUntil: form.Instant("until"),
            TotalLimit: form.Number("total"),
            PerGuestLimit: form.Number("each"),
            BudgetFen: form.Yuan("budget"),
            ClaimFrom: form.Instant("claim-from"),
            ClaimUntil: form.Instant("claim-until"),
            LeastRole: form.Optional("role") switch { "duty-manager" => StaffRole.DutyManager, "site-manager" => StaffRole.SiteManager, "general-manager" => StaffRole.GeneralManager, _ => null });
        // Her cinema's people make offers for her cinema.
        if (form.Member.CinemaId is { } mine && terms.Scope?.CinemaIds?.SequenceEqual([mine], StringComparer.Ordinal) != true) throw new Refusal(403, "staff-not-allowed", "适用影院请只选择您所在的影院");
        var template = await make.RunAsync(terms, form.Member, cancellation);
        return await form.DoneAsync($"已创建「{template.Name}」", "/console/coupons/" + template.Id);
    }

    private static async Task<IResult> RetireAsync(FormPost form, string id, RetireCouponTemplate retire, CouponDesk desk, CancellationToken cancellation)
    {
        await RequireAsync(form, id, desk, cancellation);
        await retire.RunAsync(id, form.Member, cancellation);
        return await form.DoneAsync("已停止发放", "/console/coupons/" + id);
    }

    private static async Task<IResult> GiveAsync(FormPost form, string id, GuestDirectory directory, GrantToList grant, CouponDesk desk, CancellationToken cancellation)
    {
        await RequireAsync(form, id, desk, cancellation);
        var reason = form.Text("reason");
        if (reason.Length > LongestReason || reason.Any(char.IsControl)) throw new Refusal(400, "malformed-request", $"发放原因最多{LongestReason}个字");
        var lines = form.Text("guests").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();
        if (lines.Count is 0 or > GrantToList.Most) throw CouponRefusals.BulkGuestsInvalid(GrantToList.Most);
        var (guests, unknown) = await directory.ResolveAsync(form.Member, lines, cancellation);
        if (unknown.Count > 0 && !form.Has("skip"))
            throw new Refusal(422, "guests-unknown", $"有 {unknown.Count} 行找不到观众，可以改正或勾选跳过：{string.Join('、', unknown.Take(10))}{(unknown.Count > 10 ? "…" : "")}");
        var attempt = IdempotentAttempt.From(form.Member.EmployeeId, form.Text("key"), "bulk-grant " + id, new { guests, reason });
        var list = await grant.RunAsync(form.Member, id, guests, reason, attempt, cancellation);
        return await form.DoneAsync($"已开始发放，共 {guests.Count} 人", "/console/coupons/lists/" + list);
    }

    private static async Task RequireAsync(FormPost form, string id, CouponDesk desk, CancellationToken cancellation)
    {
        if (!CouponPageWords.IsFor(await desk.GetAsync(id, cancellation), form.Member.CinemaId)) throw CouponRefusals.NotOffered();
    }

    private static CouponScope? ScopeOf(FormPost form)
    {
        var (from, to) = (form.Clock("from"), form.Clock("to"));
        if (from is null != to is null) throw new Refusal(400, "malformed-request", "请填写时段的开始和结束");
        var scope = new CouponScope(
            NullIfNone(form.All("cinemas")),
            HallTags: NullIfNone(form.Text("tags").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            DayParts: from is { } begin && to is { } end ? [new DayPart(begin, end)] : null,
            Weekdays: form.All("weekdays") is { Count: > 0 } days ? [.. days.Select(DayOf)] : null);
        return scope == new CouponScope() ? null : scope;
    }

    private static IReadOnlyList<string>? NullIfNone(IReadOnlyList<string> some) => some.Count == 0 ? null : some;

    private static int DayOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : throw new Refusal(400, "malformed-request", "星期有误");
}
