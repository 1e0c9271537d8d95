using CinemaCx.Cases;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Cases;

/// <summary>Every act on a case: the verbs the chats use, through forms.</summary>
internal static class CaseForms
{
    private static readonly StaffRole[] Staff = [StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Engineer];

    public static void MapCases(this IEndpointRouteBuilder console)
    {
        console.MapExport<CaseListing, CaseItem>("/console/cases", Staff);
        console.MapForm("/console/cases/{name}/call", CallAsync, Staff);
        console.MapForm("/console/cases/{name}/compensate", CompensateAsync, Staff);
        console.MapForm("/console/cases/{name}/{act}", ActAsync, Staff);
    }

    private static async Task<IResult> ActAsync(FormPost post, string name, string act, CaseQueries cases, CaseActs acts, CancellationToken cancellation)
    {
        var row = await cases.FindAsync(name, post.Member, cancellation);
        await acts.RunAsync(act, row.Id, Actor(post.Visit), post.Text("words"), post.Optional("cause"), cancellation);
        return await post.DoneAsync(act switch
        {
            "acknowledge" => $"{row.Name} 已由您受理",
            "assign" => $"{row.Name} 已转交给{post.Text("words")}",
            "note" => $"{row.Name} 已备注",
            "reply" => $"{row.Name} 已回复，观众在评价页可以看到",
            "close" => $"{row.Name} 已关闭",
            "reopen" => $"{row.Name} 已重新打开",
            "recategorise" => $"{row.Name} 分类已更改",
            "undo" => $"{row.Name} 已撤销上一步",
            _ => $"{row.Name} 已更新",
        });
    }

    private static async Task<IResult> CallAsync(FormPost post, string name, CaseQueries cases, CallGuest call, CancellationToken cancellation)
    {
        var row = await cases.FindAsync(name, post.Member, cancellation);
        return await post.DoneAsync($"观众电话：{await call.RunAsync(row.Id, Actor(post.Visit), cancellation)}（仅显示这一次，查看已记录）");
    }

    private static async Task<IResult> CompensateAsync(FormPost post, string name, CaseQueries cases, CompensateGuest compensate, CancellationToken cancellation)
    {
        var row = await cases.FindAsync(name, post.Member, cancellation);
        var done = await compensate.RunAsync(row.Id, Actor(post.Visit), post.Text("words"), cancellation);
        return await post.DoneAsync(done.ClaimCode is null
            ? $"{row.Name} 已发放 {done.CouponName}，已到观众卡包"
            : $"{row.Name} 已发放 {done.CouponName}，领取码 {done.ClaimCode}，请告知观众（仅显示这一次）");
    }

    private static CaseActor Actor(Visit visit) => new("console", visit.Member);
}
