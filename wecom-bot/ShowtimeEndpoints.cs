using CinemaCx.Orders;
using CinemaCx.Platform.Web;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

internal static class ShowtimeEndpoints
{
    public static void MapShowtimes(this IEndpointRouteBuilder api) =>
        api.MapPost("/showtimes/{id}/cancellation", CancelAsync).WithName("cancelShowtime").For(StaffRole.DutyManager, StaffRole.GeneralManager)
            .WithTags("Showtimes").WithSummary("The showtime does not take place: everybody is refunded in full").Refuses(401, 403, 404);

    private static async Task<Accepted> CancelAsync(
        StaffCaller caller, string id, CancelShowtime cancel, ShowtimeCatalog showtimes, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(id, cancellation);
        if (caller.Member.CinemaId is { } cinema && cinema != showing.Cinema.Id) throw StaffRefusals.NotAllowed();
        await cancel.RunAsync(caller.Member, id, cancellation);
        showtimes.Forget(id);
        return TypedResults.Accepted((string?)null);
    }
}
