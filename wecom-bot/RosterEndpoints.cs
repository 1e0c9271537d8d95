using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="Table">Lines of day, post, name, from, to, as copied from a spreadsheet.</param>
/// <param name="DryRun">Only say what would happen.</param>
internal sealed record RosterBody(string? Table, bool? DryRun = null);

/// <param name="People">Names; empty is a hole.</param>
internal sealed record RosterStretch(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> People);

/// <param name="Channel">wecom, dingtalk or sms.</param>
/// <param name="Person">Her id there; a number in E.164 for sms.</param>
internal sealed record BindChatBody(string? Channel, string? Person);

internal sealed record EmployeeView(string Id, string Name, StaffRole Role, string? CinemaId);

internal static class RosterEndpoints
{
    public static void MapRoster(this IEndpointRouteBuilder api)
    {
        var roster = api.MapGroup("/cinemas/{cinemaId}/roster").WithTags("Roster");
        roster.MapGet("/{post}", PreviewAsync).WithName("previewRoster").For(StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Who is on duty in the end, overrides applied; stretches without people are holes").Refuses(400, 401, 403);
        roster.MapPost("/", ImportAsync).WithName("importRoster").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Take over a pasted table, all or nothing").Refuses(400, 401, 403, 413, 415, 422);
        var employees = api.MapGroup("/employees").WithTags("Roster");
        employees.MapGet("/", ListAsync).WithName("listEmployees").For(StaffRole.SiteManager, StaffRole.GeneralManager).WithSummary("Who works here").Refuses(401, 403);
        employees.MapPut("/{id}/chats", BindAsync).WithName("bindChat").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Say who an employee is in a chat").Refuses(400, 401, 403, 404, 413, 415);
    }

    private static async Task<Ok<IReadOnlyList<RosterStretch>>> PreviewAsync(
        StaffCaller caller, string cinemaId, string post, DateOnly? from, DateOnly? to, DutyRoster roster, StaffDirectory directory, TimeProvider time, CancellationToken cancellation)
    {
        Mine(caller, cinemaId);
        var first = from ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var last = to ?? first.AddDays(7);
        if (last < first || last.DayNumber - first.DayNumber > 366) throw new Refusal(400, "days-invalid", "日期范围有误，最多一年");
        var names = (await directory.ListAsync(null, cancellation)).ToDictionary(e => e.Id, e => e.Name, StringComparer.Ordinal);
        var stretches = await roster.PreviewAsync(cinemaId, post, first, last, cancellation);
        return TypedResults.Ok<IReadOnlyList<RosterStretch>>([.. stretches.Select(s => new RosterStretch(s.From, s.To, [.. s.EmployeeIds.Select(i => names.GetValueOrDefault(i, i))]))]);
    }

    private static async Task<Ok<RosterReport>> ImportAsync(StaffCaller caller, string cinemaId, RosterBody body, ImportRoster import, CancellationToken cancellation)
    {
        Mine(caller, cinemaId);
        return TypedResults.Ok(await import.RunAsync(cinemaId, body.Table ?? "", body.DryRun ?? false, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<EmployeeView>>> ListAsync(StaffCaller caller, StaffDirectory directory, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<EmployeeView>>([.. (await directory.ListAsync(caller.Member.CinemaId, cancellation)).Select(e => new EmployeeView(e.Id, e.Name, e.Role, e.CinemaId))]);

    private static async Task<NoContent> BindAsync(StaffCaller caller, string id, BindChatBody body, StaffDirectory directory, CancellationToken cancellation)
    {
        if (body.Channel is not ("wecom" or "dingtalk" or "sms") || string.IsNullOrWhiteSpace(body.Person) || body.Person.Length > 64 || body.Person.Contains('\0'))
            throw new Refusal(400, "malformed-request", "请填写渠道和账号");
        if (caller.Member.CinemaId is { } cinema && (await directory.FindAsync(id, cancellation))?.CinemaId != cinema) throw StaffRefusals.NotAllowed();
        await directory.BindChatAsync(body.Channel, body.Person.Trim(), id, cancellation);
        return TypedResults.NoContent();
    }

    private static void Mine(StaffCaller caller, string cinemaId)
    {
        if (caller.Member.CinemaId is { } mine && mine != cinemaId) throw StaffRefusals.NotAllowed();
    }
}
