using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using CinemaCx.Showtimes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

internal static class SavedFilmEndpoints
{
    public static void MapSavedFilms(this IEndpointRouteBuilder api)
    {
        var films = api.MapGroup("/me/saved-films").WithTags("Me");
        films.MapGet("/", ListAsync).WithName("listSavedFilms").Demand(GuestDemand.Known).Limit(GuestLimits.Read).WithSummary("Films I want to see, saved last first").Refuses(401);
        films.MapPut("/{id}", SaveAsync).WithName("saveFilm").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("Save a film; I may be told when it can be bought").Refuses(400, 401, 404, 422, 503);
        films.MapDelete("/{id}", RemoveAsync).WithName("removeSavedFilm").Demand(GuestDemand.Live).Limit(GuestLimits.Buy).WithSummary("Save it no longer").Refuses(400, 401, 503);
    }

    private static async Task<Ok<IReadOnlyList<FilmView>>> ListAsync(Caller caller, SavedFilms films, CancellationToken cancellation) =>
        TypedResults.Ok(await films.OfAsync(caller.GuestId, cancellation));

    private static async Task<NoContent> SaveAsync(Caller caller, string id, SavedFilms films, CancellationToken cancellation)
    {
        await films.SaveAsync(caller.GuestId, Clean(id), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(Caller caller, string id, SavedFilms films, CancellationToken cancellation)
    {
        await films.RemoveAsync(caller.GuestId, Clean(id), cancellation);
        return TypedResults.NoContent();
    }

    private static string Clean(string id) => id.Length is 0 or > 64 || id.Contains('\0') ? throw new Refusal(400, "malformed-request", "请选择影片") : id;
}
