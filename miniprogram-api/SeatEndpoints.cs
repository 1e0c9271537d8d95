using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

/// <param name="Count">1 to 6.</param>
/// <param name="Together">Side by side where a row has room. Default true.</param>
/// <param name="Accessible">At least one wheelchair place.</param>
/// <param name="Zone">Only this price zone.</param>
internal sealed record BestSeatsBody(int Count, bool? Together = null, bool? Accessible = null, string? Zone = null);

/// <param name="Seats">Names as in the plan; they are not held.</param>
internal sealed record BestSeatsView(IReadOnlyList<string> Seats);

/// <param name="PlanId">The plan the letters belong to.</param>
/// <param name="Seats">One letter per seat in plan order: <c>.</c> free, <c>x</c> taken, <c>m</c> mine, <c>b</c> not on sale.</param>
internal sealed record SeatMapView(string PlanId, string Seats);

internal static class SeatEndpoints
{
    private const int MostSeats = 6;

    public static void MapSeats(this IEndpointRouteBuilder api)
    {
        var seats = api.MapGroup("/showtimes/{id}").WithTags("Seats").Limit(GuestLimits.Read);
        seats.MapGet("/seats", GetMapAsync).WithName("getSeats").Demand(GuestDemand.Welcome)
            .WithSummary("The live seat map; who is signed in sees her own seats marked").Produces<SeatMapView>().Produces(304).Refuses(401, 404);
        seats.MapPost("/best-seats", FindBestAsync).WithName("findBestSeats")
            .WithSummary("The best seats left for a party; they are not held").Refuses(400, 404, 409, 413, 415, 422);
    }

    private static async Task GetMapAsync(string id, ShowtimeCatalog showtimes, LiveSeatMaps maps, Caller? caller, HttpContext context)
    {
        var showing = await showtimes.OneAsync(id, context.RequestAborted);
        var map = caller is null
            ? await maps.BodyAsync(showing, context.RequestAborted)
            : await maps.BodyForAsync(showing, caller.GuestId, context.RequestAborted);
        context.Response.Headers.CacheControl = caller is null ? "public, no-cache" : "private, no-cache";
        await context.AnswerAsync(map.Body, map.ETag);
    }

    private static async Task<Ok<BestSeatsView>> FindBestAsync(
        string id, BestSeatsBody body, ShowtimeCatalog showtimes, LiveSeatMaps maps, CancellationToken cancellation)
    {
        if (body.Count is < 1 or > MostSeats)
            throw new Refusal(422, "party-size", $"每次可为 1 至 {MostSeats} 人选座", Refusal.With("most", MostSeats));
        var showing = await showtimes.OneAsync(id, cancellation);
        if (body.Zone is not null && !showing.Plan.Zones.Contains(body.Zone, StringComparer.Ordinal))
            throw new Refusal(422, "zone-unknown", "本厅没有这个票价区", Refusal.With("zone", body.Zone));
        var request = new BestSeatsRequest(body.Count, body.Together ?? true, body.Accessible ?? false, body.Zone);
        var best = BestSeats.Choose(showing.Plan, await maps.StatesAsync(showing, cancellation), request)
            ?? throw new Refusal(409, "seats-not-enough", "余座不足，请减少人数或选择其他场次", Refusal.With("count", body.Count));
        return TypedResults.Ok(new BestSeatsView(best));
    }
}
