using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="Days">Each weekday once.</param>
internal sealed record OpeningWeekBody(IReadOnlyList<OpeningDay>? Days);

internal static class OpeningHoursEndpoints
{
    public static void MapOpeningHours(this IEndpointRouteBuilder api)
    {
        var hours = api.MapGroup("/cinemas/{cinemaId}/opening-hours").WithTags("Roster");
        hours.MapGet("/", GetAsync).WithName("getOpeningHours").For(StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("When the cinema is open, by its wall clock").Refuses(401, 403, 404);
        hours.MapPut("/", ReplaceAsync).WithName("replaceOpeningHours").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Replace the week; deadlines and holes in the roster follow it").Refuses(400, 401, 403, 404, 413, 415);
    }

    private static async Task<Ok<OpeningWeekBody>> GetAsync(StaffCaller caller, string cinemaId, OpeningHours hours, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        return TypedResults.Ok(new OpeningWeekBody(await hours.GetAsync(cinemaId, cancellation)));
    }

    private static async Task<Ok<OpeningWeekBody>> ReplaceAsync(StaffCaller caller, string cinemaId, OpeningWeekBody body, OpeningHours hours, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        if (body.Days is null || body.Days.Any(d => d is null)) throw StaffRefusals.OpeningHoursInvalid("一周七天各填一次");
        await hours.ReplaceAsync(cinemaId, body.Days, caller.Member, seen: null, cancellation);
        return TypedResults.Ok(new OpeningWeekBody(await hours.GetAsync(cinemaId, cancellation)));
    }
}
