using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="CinemaId">Null: all cinemas.</param>
internal sealed record EmployeeBody(string? Name, StaffRole? Role, string? CinemaId);

/// <param name="CinemaId">Null: all cinemas.</param>
/// <param name="Chats">Who she is in the chats; may be missing.</param>
internal sealed record HireBody(string? Name, StaffRole? Role, string? CinemaId, IReadOnlyList<ChatBody>? Chats = null);

/// <param name="Channel">wecom, dingtalk or sms.</param>
/// <param name="Person">Her id there; a number in E.164 for sms.</param>
internal sealed record ChatBody(string? Channel, string? Person);

internal sealed record EmployeeView(string Id, string Name, StaffRole Role, string? CinemaId);

internal static class EmployeeEndpoints
{
    private static readonly StaffRole[] Roles = [StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters];

    public static void MapEmployees(this IEndpointRouteBuilder api)
    {
        var employees = api.MapGroup("/employees").WithTags("Employees");
        employees.MapGet("/", ListAsync).WithName("listEmployees").For(Roles).WithSummary("Who works here").Refuses(401, 403);
        employees.MapPost("/", HireAsync).WithName("hireEmployee").For(Roles)
            .WithSummary("Somebody joins; a role above one's own, or another cinema, is not one's to give").Refuses(400, 401, 403, 404, 409, 413, 415);
        employees.MapPut("/{id}", ChangeAsync).WithName("changeEmployee").For(Roles)
            .WithSummary("Her name, role and cinema, from the next call on; nobody changes her own role or cinema").Refuses(400, 401, 403, 404, 409, 413, 415);
        employees.MapPost("/{id}/leave", LeaveAsync).WithName("letEmployeeLeave").For(Roles)
            .WithSummary("She leaves: sign-ins end, chats are unbound, her shifts become holes, what she did stays").Refuses(400, 401, 403, 404, 409);
        employees.MapPut("/{id}/chats", BindAsync).WithName("bindChat").For(Roles)
            .WithSummary("Say who an employee is in a chat; an account is one person's").Refuses(400, 401, 403, 404, 409, 413, 415);
        employees.MapPost("/{id}/chats/unbind", UnbindAsync).WithName("unbindChat").For(Roles)
            .WithSummary("An account of a chat is hers no more").Refuses(400, 401, 403, 404, 409, 413, 415);
    }

    private static async Task<Ok<IReadOnlyList<EmployeeView>>> ListAsync(StaffCaller caller, StaffDirectory directory, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<EmployeeView>>([.. (await directory.ListAsync(caller.Member.CinemaId, cancellation)).Select(View)]);

    private static async Task<Created<EmployeeView>> HireAsync(StaffCaller caller, HireBody body, HireStaff hire, CancellationToken cancellation)
    {
        var accounts = (body.Chats ?? []).Select(Account).ToList();
        return TypedResults.Created((string?)null, View(await hire.RunAsync(caller.Member, File(body.Name, body.Role, body.CinemaId), accounts, cancellation)));
    }

    private static async Task<Ok<EmployeeView>> ChangeAsync(StaffCaller caller, string id, EmployeeBody body, ChangeStaff change, CancellationToken cancellation) =>
        TypedResults.Ok(View(await change.RunAsync(caller.Member, Known(id), File(body.Name, body.Role, body.CinemaId), cancellation)));

    private static async Task<NoContent> LeaveAsync(StaffCaller caller, string id, LeaveStaff leave, CancellationToken cancellation)
    {
        await leave.RunAsync(caller.Member, Known(id), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> BindAsync(StaffCaller caller, string id, ChatBody body, BindChat bind, CancellationToken cancellation)
    {
        await bind.RunAsync(caller.Member, Known(id), Account(body), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> UnbindAsync(StaffCaller caller, string id, ChatBody body, BindChat bind, CancellationToken cancellation)
    {
        await bind.UndoAsync(caller.Member, Known(id), Account(body), cancellation);
        return TypedResults.NoContent();
    }

    private static StaffFile File(string? name, StaffRole? role, string? cinemaId) => (name + cinemaId).Contains('\0')
        ? throw Malformed()
        : new StaffFile(name ?? "", role ?? throw StaffRefusals.StaffInvalid("请选择岗位"), string.IsNullOrEmpty(cinemaId) ? null : cinemaId);

    private static ChatAccount Account(ChatBody? body) => (body?.Channel + body?.Person).Contains('\0') ? throw Malformed() : new ChatAccount(body?.Channel ?? "", body?.Person ?? "");

    private static string Known(string id) => id.Contains('\0') ? throw Malformed() : id;

    private static Refusal Malformed() => new(400, "malformed-request", "请求内容有误");

    private static EmployeeView View(EmployeeRow row) => new(row.Id, row.Name, row.Role, row.CinemaId);
}
