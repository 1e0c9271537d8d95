using System.ComponentModel;
using System.Globalization;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using CinemaCx.Showtimes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

internal static class ShowtimeEndpoints
{
    public static void MapShowtimes(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Showtimes").Limit(GuestLimits.Read);
        group.MapGet("/films", ListFilmsAsync).WithName("listFilms").WithSummary("Films that can be bought now").Refuses(404);
        group.MapGet("/films/{id}", GetFilmAsync).WithName("getFilm").WithSummary("One film").Refuses(404);
        group.MapGet("/cinemas/{id}/showtimes", ListDayAsync).WithName("getCinemaDay").WithSummary("A cinema's business day, by film").Refuses(400, 404);
        group.MapGet("/showtimes/{id}", GetAsync).WithName("getShowtime").WithSummary("One showtime with its prices").Refuses(404);
    }

    private static async Task<Ok<IReadOnlyList<NowShowing>>> ListFilmsAsync(
        [Description("Only what this cinema shows.")] string? cinemaId, ShowtimeQueries showtimes, CancellationToken cancellation) =>
        TypedResults.Ok(await showtimes.FilmsNowShowingAsync(cinemaId, cancellation));

    private static async Task<Ok<FilmView>> GetFilmAsync(string id, ShowtimeQueries showtimes, CancellationToken cancellation) =>
        TypedResults.Ok(await showtimes.FilmAsync(id, cancellation));

    private static async Task<Ok<CinemaDay>> ListDayAsync(
        string id,
        [Description("Business day as 2026-11-22; default: the one it is there now. It begins at 06:00, so 00:40 belongs to the day before.")] string? date,
        ShowtimeQueries showtimes,
        CancellationToken cancellation) =>
        TypedResults.Ok(await showtimes.CinemaDayAsync(id, DayOf(date), cancellation));

    private static async Task<Ok<ShowtimeDetail>> GetAsync(string id, ShowtimeQueries showtimes, CancellationToken cancellation) =>
        TypedResults.Ok(await showtimes.OneAsync(id, cancellation));

    private static DateOnly? DayOf(string? date) =>
        date is null ? null
        : DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new Refusal(400, "date-invalid", "日期格式应为 2026-11-22", Refusal.With("date", date.Length > 64 ? date[..64] : date));
}
