using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;

namespace CinemaCx.Coupons;

/// <summary>A stretch of the day on the cinema's wall; one that ends before it begins goes over midnight.</summary>
/// <param name="From">First minute that belongs to it.</param>
/// <param name="To">First minute that no longer does.</param>
public sealed record DayPart(TimeOnly From, TimeOnly To)
{
    public bool Contains(TimeOnly start) => From < To ? start >= From && start < To : start >= From || start < To;
}

/// <summary>Where and when a coupon is good: everything that is named must fit; null names nothing.</summary>
/// <param name="HallTags">The hall has one of them: <c>IMAX</c>.</param>
/// <param name="DayParts">The showtime begins in one of them.</param>
/// <param name="Weekdays">1, Monday, to 7, of the business day: what begins at 00:40 belongs to the evening before.</param>
/// <param name="Channels">Where the order is placed or the coupon handed in.</param>
public sealed record CouponScope(
    IReadOnlyList<string>? CinemaIds = null,
    IReadOnlyList<string>? FilmIds = null,
    IReadOnlyList<string>? HallIds = null,
    IReadOnlyList<string>? HallTags = null,
    IReadOnlyList<string>? ShowtimeIds = null,
    IReadOnlyList<DayPart>? DayParts = null,
    IReadOnlyList<int>? Weekdays = null,
    IReadOnlyList<SaleChannel>? Channels = null)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <returns>Null: good everywhere.</returns>
    public static CouponScope? Of(CouponTemplateRow template) => template.Scope is null ? null : JsonSerializer.Deserialize<CouponScope>(template.Scope, Json);

    /// <summary>As a template stores it.</summary>
    public static string Write(CouponScope scope) => JsonSerializer.Serialize(scope, Json);

    /// <summary>Everything that is named, as words, by the name of its field.</summary>
    internal IEnumerable<(string Field, IReadOnlyList<string> Values)> Named()
    {
        if (CinemaIds is not null) yield return ("cinemaIds", CinemaIds);
        if (FilmIds is not null) yield return ("filmIds", FilmIds);
        if (HallIds is not null) yield return ("hallIds", HallIds);
        if (HallTags is not null) yield return ("hallTags", HallTags);
        if (ShowtimeIds is not null) yield return ("showtimeIds", ShowtimeIds);
        if (DayParts is not null) yield return ("dayParts", [.. DayParts.Select(p => $"{p?.From:HH:mm:ss}-{p?.To:HH:mm:ss}")]);
        if (Weekdays is not null) yield return ("weekdays", [.. Weekdays.Select(d => d.ToString(CultureInfo.InvariantCulture))]);
        if (Channels is not null) yield return ("channels", [.. Channels.Select(c => c.ToString())]);
    }

    /// <returns>Why it is no good for this showtime; null when it is.</returns>
    public Refusal? Misfit(Showing showing, SaleChannel channel)
    {
        if (Misses(CinemaIds, showing.Cinema.Id)) return CouponRefusals.WrongCinema();
        if (Misses(FilmIds, showing.Film.Id)) return CouponRefusals.WrongFilm();
        if (Misses(HallIds, showing.Hall.Id)) return CouponRefusals.WrongHall();
        if (HallTags is { } tags && !JsonSerializer.Deserialize<string[]>(showing.Hall.Tags)!.Any(t => tags.Contains(t, StringComparer.OrdinalIgnoreCase)))
            return CouponRefusals.WrongHall();
        if (Misses(ShowtimeIds, showing.Id)) return CouponRefusals.WrongShowtime();
        if (DayParts is { } parts && !parts.Any(p => p.Contains(TimeOnly.FromDateTime(showing.LocalStart.DateTime)))) return CouponRefusals.WrongTime();
        if (Weekdays is { } days && !days.Contains(Iso(showing.Showtime.BusinessDay.DayOfWeek))) return CouponRefusals.WrongTime();
        return Channels is { } channels && !channels.Contains(channel) ? CouponRefusals.WrongChannel() : null;
    }

    /// <returns>Why it is no good at this cinema's counter now; null when it is. Films, halls and showtimes say nothing there.</returns>
    public Refusal? MisfitAtCounter(CinemaRow cinema, DateTimeOffset now)
    {
        if (Misses(CinemaIds, cinema.Id)) return CouponRefusals.WrongCinema();
        if (DayParts is { } parts && !parts.Any(p => p.Contains(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, cinema.Zone).DateTime)))) return CouponRefusals.WrongTime();
        if (Weekdays is { } days && !days.Contains(Iso(BusinessDay.Of(now, cinema.Zone).DayOfWeek))) return CouponRefusals.WrongTime();
        return Channels is { } channels && !channels.Contains(SaleChannel.Counter) ? CouponRefusals.WrongChannel() : null;
    }

    private static bool Misses(IReadOnlyList<string>? named, string id) => named is not null && !named.Contains(id, StringComparer.Ordinal);

    private static int Iso(DayOfWeek day) => day == DayOfWeek.Sunday ? 7 : (int)day;
}
