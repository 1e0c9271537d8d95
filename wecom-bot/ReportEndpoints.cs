using System.ComponentModel;
using System.Globalization;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Reports;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

internal static class ReportEndpoints
{
    private static readonly StaffRole[] Readers = [StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters];

    public static void MapReports(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("/", ListAsync).WithName("listReports").For(Readers).WithSummary("Reports as they were sent, newest first").Refuses(401, 403);
        reports.MapGet("/daily/{cinemaId}/{day}", async (StaffCaller caller, string cinemaId, string day, ReportQueries reports, CancellationToken cancellation) =>
            TypedResults.Ok(await reports.DayAsync(caller.Member, cinemaId, Day(day), cancellation)))
            .WithName("getDailyReport").For(Readers).WithSummary("What a cinema's managers were told of a business day").Refuses(401, 403, 404);
        reports.MapGet("/daily/{cinemaId}/{day}/picture", async (StaffCaller caller, string cinemaId, string day, ReportQueries reports, CancellationToken cancellation) =>
            Results.Bytes(await reports.PictureAsync(caller.Member, ReportKind.Daily, cinemaId, Day(day), cancellation), "image/png"))
            .WithName("getDailyPicture").For(Readers).WithSummary("The picture they got").Produces(200, contentType: "image/png").Refuses(401, 403, 404);
        reports.MapGet("/weekly/{monday}", async (StaffCaller caller, string monday, ReportQueries reports, CancellationToken cancellation) =>
            TypedResults.Ok(await reports.WeekAsync(caller.Member, Day(monday), cancellation)))
            .WithName("getWeeklyReport").For(Readers).WithSummary("What headquarters were told of a week").Refuses(401, 403, 404);
        reports.MapGet("/weekly/{monday}/picture", async (StaffCaller caller, string monday, ReportQueries reports, CancellationToken cancellation) =>
            Results.Bytes(await reports.PictureAsync(caller.Member, ReportKind.Weekly, "", Day(monday), cancellation), "image/png"))
            .WithName("getWeeklyPicture").For(Readers).WithSummary("The picture they got").Produces(200, contentType: "image/png").Refuses(401, 403, 404);
    }

    private static async Task<Ok<IReadOnlyList<ReportLine>>> ListAsync(
        StaffCaller caller, [Description("daily or weekly; none: both.")] string? kind, ReportQueries reports, CancellationToken cancellation) =>
        TypedResults.Ok(await reports.ListAsync(
            caller.Member, kind switch { "daily" => ReportKind.Daily, "weekly" => ReportKind.Weekly, null => null, _ => throw ReportRefusals.Unknown() }, cancellation));

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw ReportRefusals.Unknown();
}
