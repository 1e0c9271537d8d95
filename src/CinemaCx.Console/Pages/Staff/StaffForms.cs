using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Staff;

internal static class StaffForms
{
    private static readonly StaffRole[] Roles = [StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters];

    public static void MapStaff(this IEndpointRouteBuilder console)
    {
        console.MapExport<StaffListing, StaffItem>("/console/staff", Roles);
        console.MapExport<ActListing, StaffActView>("/console/audit", StaffRole.SiteManager, StaffRole.Headquarters, StaffRole.GeneralManager);
        console.MapForm("/console/staff/hire", HireAsync, Roles);
        console.MapForm("/console/staff/{id}/change", ChangeAsync, Roles);
        console.MapForm("/console/staff/{id}/let-go", LetGoAsync, Roles);
        console.MapForm("/console/staff/{id}/bind", BindAsync, Roles);
        console.MapForm("/console/staff/{id}/unbind", UnbindAsync, Roles);
        console.MapForm("/console/staff/{id}/end-sign-ins", EndAsync, Roles);
    }

    /// <summary>Somebody the visitor may look after: whoever has no higher role, in her own cinema.</summary>
    public static async Task<EmployeeRow> OneAsync(StaffDirectory directory, Visit visit, string id, CancellationToken cancellation)
    {
        var person = await directory.FindAsync(id, cancellation) ?? throw StaffRefusals.UnknownEmployee();
        return StaffLadder.MayLookAfter(visit.Member, person.Role, person.CinemaId) ? person : throw StaffRefusals.NotAllowed();
    }

    /// <summary>Stands for an account in a form, so that a telephone number is not in the page.</summary>
    public static string MarkOf(Visit visit, StaffChatRow chat) => ConsoleSessions.FormTokenOf($"{visit.FormToken}\n{chat.Channel}\n{chat.Person}")[..16];

    private static async Task<IResult> HireAsync(FormPost post, HireStaff hire, CancellationToken cancellation)
    {
        var accounts = new[] { "wecom", "dingtalk", "sms" }.Where(post.Has).Select(channel => new ChatAccount(channel, post.Text(channel))).ToList();
        var person = await hire.RunAsync(post.Member, FileOf(post), accounts, cancellation);
        return await post.DoneAsync($"{person.Name}已建档", "/console/staff/" + person.Id);
    }

    private static async Task<IResult> ChangeAsync(FormPost post, string id, ChangeStaff change, CancellationToken cancellation)
    {
        var person = await change.RunAsync(post.Member, id, FileOf(post), cancellation);
        return await post.DoneAsync($"{person.Name}的资料已保存", StaffLadder.MayLookAfter(post.Member, person.Role, person.CinemaId) ? "/console/staff/" + id : "/console/staff");
    }

    private static async Task<IResult> LetGoAsync(FormPost post, string id, LeaveStaff leave, ConsoleSessions sessions, CancellationToken cancellation)
    {
        var person = await leave.RunAsync(post.Member, id, cancellation);
        // Nothing lets her in any more; this only takes away what is left of her sessions.
        await sessions.EndAllOfAsync(id);
        return await post.DoneAsync($"{person.Name}已离职，登录与账号绑定已全部失效", "/console/staff/" + id);
    }

    private static async Task<IResult> BindAsync(FormPost post, string id, StaffDirectory directory, BindChat bind, CancellationToken cancellation)
    {
        var person = await OneAsync(directory, post.Visit, id, cancellation);
        await bind.RunAsync(post.Member, id, new ChatAccount(post.Text("channel"), post.Text("person")), cancellation);
        return await post.DoneAsync($"已绑定{person.Name}的账号");
    }

    private static async Task<IResult> UnbindAsync(FormPost post, string id, StaffDirectory directory, BindChat bind, CancellationToken cancellation)
    {
        var person = await OneAsync(directory, post.Visit, id, cancellation);
        var chat = (await directory.ChatsOfAsync(id, cancellation)).FirstOrDefault(c => MarkOf(post.Visit, c) == post.Text("account")) ?? throw StaffRefusals.UnknownChat();
        await bind.UndoAsync(post.Member, id, new ChatAccount(chat.Channel, chat.Person), cancellation);
        return await post.DoneAsync($"已解绑{person.Name}的账号");
    }

    private static async Task<IResult> EndAsync(FormPost post, string id, StaffDirectory directory, ConsoleSessions sessions, StaffActs acts, CancellationToken cancellation)
    {
        var person = await OneAsync(directory, post.Visit, id, cancellation);
        await sessions.EndAllOfAsync(id);
        await acts.WriteAsync(post.Member, "end-sign-ins", "employee", id, new { }, person.CinemaId, cancellation);
        return await post.DoneAsync($"{person.Name}的所有登录已结束", "/console/staff/" + id);
    }

    private static StaffFile FileOf(FormPost post)
    {
        StaffRole? role = null;
        foreach (var known in Words.Roles)
            if (StoredWord.Of(known.Role) == post.Text("role")) role = known.Role;
        return new StaffFile(post.Text("name"), role ?? throw StaffRefusals.StaffInvalid("请选择岗位"), post.Optional("cinema"));
    }
}
