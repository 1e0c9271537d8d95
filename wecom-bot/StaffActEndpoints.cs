using System.ComponentModel;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

internal static class StaffActEndpoints
{
    public static void MapStaffActs(this IEndpointRouteBuilder api) =>
        api.MapGet("/staff-acts", ListAsync).WithName("listStaffActs").For(StaffRole.SiteManager, StaffRole.Headquarters, StaffRole.GeneralManager).WithTags("Operations")
            .WithSummary("Who of the staff did what, newest first").Refuses(400, 401, 403);

    private static async Task<Ok<IReadOnlyList<StaffActView>>> ListAsync(
        StaffCaller caller,
        [Description("Kind of the thing: campaign, guest …")] string? thing,
        string? thingId,
        string? employeeId,
        [Description("Id of the last line of the page before.")] string? before,
        StaffActs acts,
        CancellationToken cancellation)
    {
        if ((thing + thingId + employeeId + before).Contains('\0')) throw new Refusal(400, "malformed-request", "请求内容有误");
        return TypedResults.Ok(await acts.ListAsync(caller.Member, thing, thingId, employeeId, before, cancellation));
    }
}
