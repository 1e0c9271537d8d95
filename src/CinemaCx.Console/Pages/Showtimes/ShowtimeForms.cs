using CinemaCx.Console.Parts;
using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Pages.Showtimes;

internal static class ShowtimeForms
{
    /// <summary>Lists below a thing that the address names ask the request which.</summary>
    public static IServiceCollection AddShowtimePages(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddListing<ShowtimeListing>().AddListing<ShowtimeOrderListing>();

    public static void MapShowtimes(this IEndpointRouteBuilder console)
    {
        StaffRole[] readers = [StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters];
        console.MapExport<ShowtimeListing, ShowtimeSale>("/console/showtimes", readers);
        console.MapExport<ShowtimeOrderListing, OrderLine>("/console/showtimes/{id}", readers);
        console.MapForm("/console/showtimes/{id}/cancellation", CancelAsync, ShowtimeRoles.Cancelling);
    }

    private static async Task<IResult> CancelAsync(FormPost form, string id, CancelShowtime cancel, ShowtimeCatalog showtimes, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(id, cancellation);
        if (form.Member.CinemaId is { } mine && mine != showing.Cinema.Id) throw ShowtimeRefusals.UnknownShowtime(id);
        await cancel.RunAsync(form.Member, id, cancellation);
        showtimes.Forget(id);
        return await form.DoneAsync("本场已取消，正在逐单退款", "/console/showtimes/" + id);
    }
}
