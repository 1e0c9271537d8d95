using CinemaCx.Console.Parts;
using CinemaCx.Platform.Jobs;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Work;

internal static class WorkForms
{
    public static void MapWork(this IEndpointRouteBuilder console) =>
        console.MapForm("/console/work/{id}/halt", StopAsync, StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters, StaffRole.Marketing);

    private static async Task<IResult> StopAsync(FormPost post, string id, LongWorkDesk desk, CancellationToken cancellation)
    {
        var work = await desk.FindAsync(id, post.Member.CinemaId, cancellation) ?? throw LongWorkRefusals.Unknown();
        if (work.AskedBy != post.Member.EmployeeId && !post.Visit.Has(StaffRole.GeneralManager, StaffRole.Headquarters)) throw StaffRefusals.NotAllowed();
        if (!await desk.StopAsync(id, post.Member.EmployeeId, cancellation)) throw LongWorkRefusals.Over();
        return await post.DoneAsync($"“{work.Title}”正在停止", "/console/work");
    }
}
