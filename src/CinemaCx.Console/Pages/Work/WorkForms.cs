using System.Text.Json;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Work;

internal static class WorkForms
{
    private static readonly StaffRole[] Roles = [StaffRole.DutyManager, StaffRole.Engineer, StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters, StaffRole.Marketing];

    public static void MapWork(this IEndpointRouteBuilder console)
    {
        console.MapForm("/console/work/{id}/halt", StopAsync, Roles);
        console.MapGet("/console/work/{id}/file", SendAsync).For(Roles).ExcludeFromDescription();
    }

    private static async Task<IResult> StopAsync(FormPost post, string id, LongWorkDesk desk, CancellationToken cancellation)
    {
        var work = await desk.FindAsync(id, post.Member.CinemaId, cancellation) ?? throw LongWorkRefusals.Unknown();
        if (work.AskedBy != post.Member.EmployeeId && !post.Visit.Has(StaffRole.GeneralManager, StaffRole.Headquarters)) throw StaffRefusals.NotAllowed();
        if (!await desk.StopAsync(id, post.Member.EmployeeId, cancellation)) throw LongWorkRefusals.Over();
        return await post.DoneAsync($"“{work.Title}”正在停止", "/console/work");
    }

    /// <summary>The file is hers who ordered it: it holds what she may see.</summary>
    private static async Task<IResult> SendAsync(HttpContext context, string id, Visit visit, LongWorks works, LongWorkFiles files, CancellationToken cancellation)
    {
        if (await works.FindAsync(id, cancellation) is not { Kind: ExportWork.ItsKind, State: LongWorkState.Finished, Result: { } result } work || work.AskedBy != visit.Member.EmployeeId)
            throw LongWorkRefusals.Unknown();
        if (!await files.IsThereAsync(id, cancellation)) throw new Refusal(410, "export-gone", "文件只保留一天，请重新导出");
        var made = JsonSerializer.Deserialize<ExportMade>(result)!;
        context.Response.Headers.ContentDisposition = Exports.Attachment(made.Name);
        context.Response.ContentLength = made.Length;
        return Results.Stream(to => files.CopyToAsync(id, to, cancellation), made.Type);
    }
}
