using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Staff;

internal static class StaffForms
{
    public static void MapStaff(this IEndpointRouteBuilder console)
    {
        console.MapExport<StaffListing, StaffItem>("/console/staff", StaffRole.SiteManager, StaffRole.GeneralManager);
        console.MapExport<ActListing, StaffActView>("/console/audit", StaffRole.SiteManager, StaffRole.Headquarters, StaffRole.GeneralManager);
        console.MapForm("/console/staff/{id}/bind", BindAsync, StaffRole.SiteManager, StaffRole.GeneralManager);
        console.MapForm("/console/staff/{id}/end-sign-ins", EndAsync, StaffRole.SiteManager, StaffRole.GeneralManager);
    }

    /// <summary>Somebody the visitor may look after: a site manager her own cinema's people.</summary>
    public static async Task<EmployeeRow> OneAsync(StaffDirectory directory, Visit visit, string id, CancellationToken cancellation)
    {
        var person = await directory.FindAsync(id, cancellation) ?? throw StaffRefusals.UnknownEmployee();
        visit.MustAnswerFor(person.CinemaId);
        return person;
    }

    private static async Task<IResult> BindAsync(FormPost post, string id, StaffDirectory directory, CancellationToken cancellation)
    {
        var person = await OneAsync(directory, post.Visit, id, cancellation);
        var (channel, account) = (post.Text("channel"), post.Text("person"));
        if (channel is not ("wecom" or "dingtalk" or "sms") || account.Length is 0 or > 64) throw new Refusal(400, "malformed-request", "请填写渠道和账号");
        await directory.BindChatAsync(channel, account, id, cancellation, post.Member);
        return await post.DoneAsync($"已绑定{person.Name}的账号");
    }

    private static async Task<IResult> EndAsync(FormPost post, string id, StaffDirectory directory, ConsoleSessions sessions, StaffActs acts, CancellationToken cancellation)
    {
        var person = await OneAsync(directory, post.Visit, id, cancellation);
        await sessions.EndAllOfAsync(id);
        await acts.WriteAsync(post.Member, "end-sign-ins", "employee", id, new { }, person.CinemaId, cancellation);
        return await post.DoneAsync($"{person.Name}的所有登录已结束", "/console/staff/" + id);
    }
}
