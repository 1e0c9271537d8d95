using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Reports;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Reports;

internal static class ReportPictures
{
    public static void MapReportPictures(this IEndpointRouteBuilder console)
    {
        console.MapGet("/console/reports/daily/{cinemaId}/{day}/picture", async (string cinemaId, string day, ReportQueries queries, Visit visit, CancellationToken cancellation) =>
            Results.Bytes(await queries.PictureAsync(visit.Member, ReportKind.Daily, cinemaId, ReportText.DayOf(day), cancellation), "image/png"))
            .For(StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters).ExcludeFromDescription();
        console.MapGet("/console/reports/weekly/{monday}/picture", async (string monday, ReportQueries queries, Visit visit, CancellationToken cancellation) =>
            Results.Bytes(await queries.PictureAsync(visit.Member, ReportKind.Weekly, "", ReportText.DayOf(monday), cancellation), "image/png"))
            .For(StaffRole.GeneralManager, StaffRole.Headquarters).ExcludeFromDescription();
    }
}
