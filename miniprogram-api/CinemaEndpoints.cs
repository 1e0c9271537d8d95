using CinemaCx.Cinemas;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

internal static class CinemaEndpoints
{
    private const string ForEver = "public, max-age=31536000, immutable";

    public static void MapCinemas(this IEndpointRouteBuilder api)
    {
        var cinemas = api.MapGroup("/cinemas").WithTags("Cinemas").Limit(GuestLimits.Read);
        cinemas.MapGet("/", ListAsync).WithName("listCinemas").WithSummary("All cinemas");
        cinemas.MapGet("/{id}", GetAsync).WithName("getCinema").WithSummary("One cinema: halls, and how to get in").Refuses(404);
        api.MapGet("/seat-plans/{id}", GetPlanAsync).WithName("getSeatPlan").WithTags("Seats").Limit(GuestLimits.Read)
            .WithSummary("A hall's plan; it never changes, so it may be kept for ever").Produces<SeatPlanView>().Produces(304).Refuses(404);
    }

    private static async Task<Ok<IReadOnlyList<CinemaView>>> ListAsync(CinemaQueries cinemas, CancellationToken cancellation) =>
        TypedResults.Ok(await cinemas.ListAsync(cancellation));

    private static async Task<Ok<CinemaDetail>> GetAsync(string id, CinemaQueries cinemas, CancellationToken cancellation) =>
        TypedResults.Ok(await cinemas.OneAsync(id, cancellation));

    private static async Task GetPlanAsync(string id, HallPlans plans, HttpContext context)
    {
        var plan = await plans.OneAsync(id, context.RequestAborted);
        var tag = $"\"{plan.Id}\"";
        context.Response.Headers.CacheControl = ForEver;
        await context.AnswerAsync(plan.ToJson(), tag);
    }
}

/// <summary>The seat plan's body, for the description only: it is sent as it is stored.</summary>
/// <param name="Zones">Codes of the price zones.</param>
/// <param name="Width">Columns of the grid.</param>
/// <param name="Height">Lines of the grid, line 0 nearest the screen.</param>
internal sealed record SeatPlanView(string Id, IReadOnlyList<SeatPlanRowView> Rows, IReadOnlyList<string> Zones, int Width, int Height);

/// <param name="Label">The row as printed.</param>
internal sealed record SeatPlanRowView(string Label, int Y, IReadOnlyList<SeatPlanSeatView> Seats);

/// <param name="N">The seat's name: <c>F7</c>.</param>
/// <param name="No">The number as printed.</param>
/// <param name="Kind">Absent for an ordinary seat; else couple, wheelchair or companion.</param>
/// <param name="Pair">The other half of a couple seat.</param>
/// <param name="Block">Why it is never sold: house or broken.</param>
internal sealed record SeatPlanSeatView(string N, string No, int X, string Zone, string? Kind = null, string? Pair = null, string? Block = null);
