using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Console.Parts;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Rules;

internal static class RuleForms
{
    private static readonly StaffRole[] Editors = [StaffRole.SiteManager, StaffRole.GeneralManager];

    public static void MapRules(this IEndpointRouteBuilder console)
    {
        console.MapForm("/console/rules/save", SaveRulesAsync, Editors);
        console.MapForm("/console/rules/chains/{duty}/save", SaveChainAsync, Editors);
        console.MapForm("/console/rules/hours/{cinema}/save", SaveHoursAsync, Editors);
    }

    private static async Task<IResult> SaveRulesAsync(HttpContext context, FormPost form, CaseRules rules, RehearseRules rehearse, CancellationToken cancellation)
    {
        var edited = RuleFields.Rules(context.Request.Form);
        if (form.Text("act") == "save")
        {
            await rules.ReplaceAsync(edited, form.Member, form.Number("seen"), cancellation);
            return await form.DoneAsync("规则已保存，一秒内对新的评价生效；已有工单不变");
        }

        var tried = await rehearse.RunAsync(new RehearsalWish(edited, new Dictionary<string, AlertChain>(StringComparer.Ordinal), form.Visit.CinemaId, Days(form)), form.Member, cancellation);
        return form.Show("这是试算，什么都没有保存", tried);
    }

    private static async Task<IResult> SaveChainAsync(
        HttpContext context, FormPost form, string duty, AlertChains chains, CaseRules rules, RehearseRules rehearse, CancellationToken cancellation)
    {
        var edited = RuleFields.Chain(context.Request.Form);
        if (form.Text("act") == "save")
        {
            await chains.ReplaceAsync(duty, edited, form.Member, form.Number("seen"), cancellation);
            return await form.DoneAsync("升级链已保存，正在等待的提醒从下一步起按新的走");
        }

        var wish = new RehearsalWish(await rules.ListAsync(cancellation), new Dictionary<string, AlertChain>(StringComparer.Ordinal) { [duty] = edited }, form.Visit.CinemaId, Days(form));
        return form.Show("这是试算，什么都没有保存", await rehearse.RunAsync(wish, form.Member, cancellation));
    }

    private static async Task<IResult> SaveHoursAsync(FormPost form, string cinema, OpeningHours hours, CancellationToken cancellation)
    {
        form.Visit.MustAnswerFor(cinema);
        var days = Enum.GetValues<DayOfWeek>().Select(day => form.Has($"closed-{(int)day}")
            ? new OpeningDay(day, null, null)
            : new OpeningDay(day, form.Optional($"opens-{(int)day}"), form.Optional($"closes-{(int)day}"))).ToList();
        await hours.ReplaceAsync(cinema, days, form.Member, form.Number("seen"), cancellation);
        return await form.DoneAsync("营业时间已保存，时限和排班空缺按新的计算");
    }

    private static int Days(FormPost form) => (int)(form.Number("days") ?? 30);
}
