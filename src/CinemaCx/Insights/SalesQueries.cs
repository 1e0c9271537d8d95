using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>Sales of some showtimes together.</summary>
/// <param name="Sold">Tickets that were not given back.</param>
/// <param name="Seats">Places of the halls as they were planned for these showtimes.</param>
public readonly record struct Sales(long Shows, long Sold, long Seats, Fen Revenue)
{
    public static Sales operator +(Sales a, Sales b) => new(a.Shows + b.Shows, a.Sold + b.Sold, a.Seats + b.Seats, a.Revenue + b.Revenue);

    /// <summary>Percent of the places; 0 without places.</summary>
    public double Occupancy => Seats == 0 ? 0 : 100.0 * Sold / Seats;
}

public static class SalesTogether
{
    public static Sales Together(this IEnumerable<Sales> sales) => sales.Aggregate(default(Sales), (all, one) => all + one);
}

/// <param name="Hour">At which it begins, 0 to 23 on the cinema's wall clock.</param>
public sealed record HourSales(DateOnly Day, int Hour, Sales Sales);

/// <param name="Genre">The film's first.</param>
public sealed record FilmSales(string FilmId, string Title, string Genre, int Hour, Sales Sales);

/// <summary>Which showtimes; null everywhere: all.</summary>
public sealed record ShowSlice(string? FilmId = null, string? Genre = null, string? Part = null, DateOnly? Day = null, int? Hour = null, int? Weekday = null);

/// <summary>One showtime of those behind a figure.</summary>
public sealed record ShowLine(string ShowtimeId, DateOnly Day, int Hour, DateTimeOffset StartsAt, string CinemaName, string HallName, string FilmTitle, string Genre, Sales Sales);

/// <summary>Box office and occupancy of the showtimes that have begun and were not called off, by their business day.</summary>
public sealed class SalesQueries(Database database, HallPlans plans, TimeProvider time)
{
    /// <summary>By day and hour.</summary>
    public async Task<IReadOnlyList<HourSales>> HoursAsync(InsightScope scope, CancellationToken cancellation)
    {
        var hour = scope.LocalHour("s.cinema_id", "s.starts_at");
        await using var db = database.Read();
        var rows = await db.ListAsync<SumRow>(
            $"""
            SELECT g.day, g.hour, g.plan_id, CAST(SUM(g.shows) AS BIGINT) AS shows, CAST(SUM(g.sold) AS BIGINT) AS sold, CAST(SUM(g.revenue) AS BIGINT) AS revenue FROM (
                SELECT s.business_day AS day, {hour} AS hour, s.plan_id, 1 AS shows, COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
                FROM showtimes s LEFT JOIN show_sales x ON x.showtime_id = s.id WHERE {Where(scope)}
            ) g GROUP BY g.day, g.hour, g.plan_id
            """,
            cancellation);
        var sizes = await SizesAsync(rows, cancellation);
        return [.. rows.GroupBy(r => (r.Day, r.Hour)).Select(g => new HourSales(
            DateOnly.ParseExact(g.Key.Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), (int)g.Key.Hour, g.Select(r => r.Of(sizes)).Together()))];
    }

    /// <summary>By film and hour.</summary>
    public async Task<IReadOnlyList<FilmSales>> FilmsAsync(InsightScope scope, CancellationToken cancellation)
    {
        var hour = scope.LocalHour("s.cinema_id", "s.starts_at");
        await using var db = database.Read();
        var rows = await db.ListAsync<SumRow>(
            $"""
            SELECT g.film_id, g.hour, g.plan_id, CAST(SUM(g.shows) AS BIGINT) AS shows, CAST(SUM(g.sold) AS BIGINT) AS sold, CAST(SUM(g.revenue) AS BIGINT) AS revenue FROM (
                SELECT s.film_id, {hour} AS hour, s.plan_id, 1 AS shows, COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
                FROM showtimes s LEFT JOIN show_sales x ON x.showtime_id = s.id WHERE {Where(scope)}
            ) g GROUP BY g.film_id, g.hour, g.plan_id
            """,
            cancellation);
        var sizes = await SizesAsync(rows, cancellation);
        var ids = rows.Select(r => r.FilmId).Distinct(StringComparer.Ordinal).ToList();
        var films = await db.GetTable<FilmRow>().Where(f => ids.Contains(f.Id)).Select(f => new { f.Id, f.Title, f.Genres }).ToDictionaryAsync(f => f.Id, cancellation);
        return [.. rows.GroupBy(r => (r.FilmId, r.Hour)).Select(g => new FilmSales(
            g.Key.FilmId, films[g.Key.FilmId].Title, GenreOf(films[g.Key.FilmId].Genres), (int)g.Key.Hour, g.Select(r => r.Of(sizes)).Together()))];
    }

    /// <summary>The showtimes behind a figure, latest first; each with what was sold of it.</summary>
    public async Task<IReadOnlyList<ShowLine>> ListAsync(InsightScope scope, ShowSlice slice, int skip, int take, CancellationToken cancellation) =>
        [.. (await LinesAsync(scope, slice, cancellation)).Skip(skip).Take(take)];

    /// <returns>What the slice's showtimes sum up to, one by one.</returns>
    public async Task<Sales> SumAsync(InsightScope scope, ShowSlice slice, CancellationToken cancellation) =>
        (await LinesAsync(scope, slice, cancellation)).Select(l => l.Sales).Together();

    private async Task<List<ShowLine>> LinesAsync(InsightScope scope, ShowSlice slice, CancellationToken cancellation)
    {
        var where = Where(slice.Day is { } day && day >= scope.From && day <= scope.To ? scope with { From = day, To = day } : scope);
        if (slice.FilmId is { } film) where = $"{where} AND s.film_id = {film}";
        await using var db = database.Read();
        var rows = await db.ListAsync<LineRow>(
            $"""
            SELECT s.id, s.business_day AS day, {scope.LocalHour("s.cinema_id", "s.starts_at")} AS hour, s.starts_at, s.plan_id, c.name AS cinema_name, h.name AS hall_name, f.title, f.genres,
                COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
            FROM showtimes s LEFT JOIN show_sales x ON x.showtime_id = s.id
            JOIN cinemas c ON c.id = s.cinema_id JOIN halls h ON h.id = s.hall_id JOIN films f ON f.id = s.film_id
            WHERE {where} ORDER BY s.starts_at DESC, s.id
            """,
            cancellation);
        var lines = new List<ShowLine>();
        foreach (var r in rows.Where(r => Matches(r, slice)))
        {
            var seats = (await plans.OneAsync(r.PlanId, cancellation)).Count;
            lines.Add(new ShowLine(r.Id, r.Day, (int)r.Hour, r.StartsAt, r.CinemaName, r.HallName, r.Title, GenreOf(r.Genres), new Sales(1, r.Sold, seats, new Fen(r.Revenue))));
        }

        return lines;
    }

    private static bool Matches(LineRow row, ShowSlice slice) =>
        (slice.Genre is null || GenreOf(row.Genres) == slice.Genre)
        && (slice.Part is null || DayPart.Of((int)row.Hour).Code == slice.Part)
        && (slice.Day is null || row.Day == slice.Day)
        && (slice.Hour is null || row.Hour == slice.Hour)
        && (slice.Weekday is null || WeekdayOf(row.Day) == slice.Weekday);

    /// <summary>1 Monday to 7 Sunday.</summary>
    public static int WeekdayOf(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private FormattableString Where(InsightScope scope) =>
        $"{scope.CinemasIn("s.cinema_id")} AND s.business_day >= {scope.From} AND s.business_day <= {scope.To} AND s.cancelled_at IS NULL AND s.starts_at <= {time.Now()}";

    private async Task<Dictionary<string, long>> SizesAsync(IEnumerable<SumRow> rows, CancellationToken cancellation)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var plan in rows.Select(r => r.PlanId).Distinct(StringComparer.Ordinal)) sizes[plan] = (await plans.OneAsync(plan, cancellation)).Count;
        return sizes;
    }

    private static string GenreOf(string genres) => WordList.Parse(genres) is [var first, ..] ? first : "其他";

    private sealed record SumRow
    {
        [Column("day")] public string Day { get; init; } = "";
        [Column("film_id")] public string FilmId { get; init; } = "";
        [Column("hour")] public long Hour { get; init; }
        [Column("plan_id")] public string PlanId { get; init; } = "";
        [Column("shows")] public long Shows { get; init; }
        [Column("sold")] public long Sold { get; init; }
        [Column("revenue")] public long Revenue { get; init; }

        public Sales Of(Dictionary<string, long> sizes) => new(Shows, Sold, Shows * sizes[PlanId], new Fen(Revenue));
    }

    private sealed record LineRow
    {
        [Column("id")] public string Id { get; init; } = "";
        [Column("day")] public DateOnly Day { get; init; }
        [Column("hour")] public long Hour { get; init; }
        [Column("starts_at")] public DateTimeOffset StartsAt { get; init; }
        [Column("plan_id")] public string PlanId { get; init; } = "";
        [Column("cinema_name")] public string CinemaName { get; init; } = "";
        [Column("hall_name")] public string HallName { get; init; } = "";
        [Column("title")] public string Title { get; init; } = "";
        [Column("genres")] public string Genres { get; init; } = "";
        [Column("sold")] public long Sold { get; init; }
        [Column("revenue")] public long Revenue { get; init; }
    }
}
