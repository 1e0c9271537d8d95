using System.Globalization;
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

/// <summary>A page of showtimes.</summary>
/// <param name="IsDescending">Latest first.</param>
public readonly record struct ShowPage(int Skip, int Take, bool IsDescending = true);

/// <summary>The same showtimes twice: by film and hour, by day and hour.</summary>
public sealed record SalesSheet(IReadOnlyList<FilmSales> Films, IReadOnlyList<HourSales> Hours);

/// <summary>
/// Box office and occupancy of the showtimes that have begun and were not called off, by their business day: days that are summed from their sums, the others from
/// their showtimes, in one statement, so that no day is seen twice or not at all while it is summed or opened.
/// </summary>
public sealed class SalesQueries(Database database, HallPlans plans, TimeProvider time)
{
    public async Task<SalesSheet> OfAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        // The showtimes of days that are not summed are gone through once and laid out twice.
        var rows = await db.ListAsync<SumRow>(
            $"""
            WITH {OpenDays(scope, scope.Dates)}, raw AS ({Raw(scope, $"")})
            SELECT g.film_id, '' AS day, g.hour, g.plan_id, {Sums} FROM (
                SELECT i.film_id, i.hour, i.plan_id, {Summed} FROM insight_sales i WHERE {Within(scope)}
                UNION ALL SELECT film_id, hour, plan_id, shows, sold, revenue FROM raw
            ) g GROUP BY g.film_id, g.hour, g.plan_id
            UNION ALL
            SELECT '' AS film_id, g.day, g.hour, g.plan_id, {Sums} FROM (
                SELECT i.day, i.hour, i.plan_id, {Summed} FROM insight_sales_hours i WHERE {Within(scope)}
                UNION ALL SELECT day, hour, plan_id, shows, sold, revenue FROM raw
            ) g GROUP BY g.day, g.hour, g.plan_id
            """,
            cancellation);
        var sizes = await SizesAsync(rows.Select(r => r.PlanId), cancellation);
        var films = await FilmsAsync(db, cancellation);
        return new SalesSheet(
            [.. rows.Where(r => r.FilmId.Length > 0).GroupBy(r => (r.FilmId, r.Hour)).Select(g => new FilmSales(
                g.Key.FilmId, films[g.Key.FilmId].Title, films[g.Key.FilmId].Genre, (int)g.Key.Hour, g.Select(r => r.Of(sizes)).Together()))],
            [.. rows.Where(r => r.FilmId.Length == 0).GroupBy(r => (r.Day, r.Hour)).Select(g => new HourSales(
                DateOnly.ParseExact(g.Key.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), (int)g.Key.Hour, g.Select(r => r.Of(sizes)).Together()))]);
    }

    /// <summary>All of the stretch together.</summary>
    public Task<Sales> TotalAsync(InsightScope scope, CancellationToken cancellation) => SumAsync(scope, new ShowSlice(), cancellation);

    /// <summary>What the showtimes of a slice sum up to.</summary>
    public async Task<Sales> SumAsync(InsightScope scope, ShowSlice slice, CancellationToken cancellation)
    {
        if (slice.Day is { } day) scope = scope with { From = day > scope.From ? day : scope.From, To = day < scope.To ? day : scope.To };
        var days = scope.Dates.Where(d => slice.Weekday is null || WeekdayOf(d) == slice.Weekday).ToList();
        if (days.Count == 0) return default;
        await using var db = await database.ReadAsync(scope, cancellation);
        var table = new SqlText(slice.FilmId is null && slice.Genre is null ? "insight_sales_hours" : "insight_sales");
        var rows = await db.ListAsync<SumRow>(
            $"""
            WITH {OpenDays(scope, days)}
            SELECT g.plan_id, {Sums} FROM (
                SELECT i.plan_id, {Summed} FROM {table} i WHERE {Within(scope)}{await OfSliceAsync(db, scope, slice, "i.film_id", "i.day", $"i.hour", cancellation)}
                UNION ALL
                SELECT r.plan_id, r.shows, r.sold, r.revenue FROM ({Raw(scope, await OfSliceAsync(db, scope, slice, "s.film_id", "s.business_day", HourOf(scope), cancellation))}) r
            ) g GROUP BY g.plan_id
            """,
            cancellation);
        var sizes = await SizesAsync(rows.Select(r => r.PlanId), cancellation);
        return rows.Select(r => r.Of(sizes)).Together();
    }

    /// <summary>The showtimes behind a figure, each with what was sold of it.</summary>
    public async Task<IReadOnlyList<ShowLine>> ListAsync(InsightScope scope, ShowSlice slice, ShowPage page, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var order = new SqlText(page.IsDescending ? "DESC" : "ASC");
        var rows = await db.ListAsync<LineRow>(
            $"""
            SELECT p.id, p.day, p.hour, p.starts_at, p.plan_id, c.name AS cinema_name, h.name AS hall_name, f.title, f.genres, COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
            FROM (
                SELECT s.id, s.business_day AS day, {HourOf(scope)} AS hour, s.starts_at, s.plan_id, s.cinema_id, s.hall_id, s.film_id
                FROM showtimes s WHERE {scope.CinemasIn("s.cinema_id")} AND s.business_day >= {scope.From} AND s.business_day <= {scope.To} AND {HasBegun}
                    {await OfSliceAsync(db, scope, slice, "s.film_id", "s.business_day", HourOf(scope), cancellation)}
                ORDER BY s.starts_at {order}, s.id LIMIT {page.Take} OFFSET {page.Skip}
            ) p LEFT JOIN show_sales x ON x.showtime_id = p.id
            JOIN cinemas c ON c.id = p.cinema_id JOIN halls h ON h.id = p.hall_id JOIN films f ON f.id = p.film_id
            ORDER BY p.starts_at {order}, p.id
            """,
            cancellation);
        var sizes = await SizesAsync(rows.Select(r => r.PlanId), cancellation);
        return rows.ConvertAll(r => new ShowLine(
            r.Id, r.Day, (int)r.Hour, r.StartsAt, r.CinemaName, r.HallName, r.Title, GenreOf(r.Genres), new Sales(1, r.Sold, sizes[r.PlanId], new Fen(r.Revenue))));
    }

    /// <summary>1 Monday to 7 Sunday.</summary>
    public static int WeekdayOf(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private FormattableString HasBegun => $"s.cancelled_at IS NULL AND s.starts_at <= {time.Now()}";

    private static FormattableString HourOf(InsightScope scope) => scope.LocalHour("s.cinema_id", "s.starts_at");

    private static FormattableString Within(InsightScope scope) => $"{scope.CinemasIn("i.cinema_id")} AND i.day >= {scope.From} AND i.day <= {scope.To}";

    /// <summary>Which cinema's which days are not summed: few, found by looking each day up, and their showtimes by cinema and day.</summary>
    private static FormattableString OpenDays(InsightScope scope, IEnumerable<DateOnly> days)
    {
        var listed = new SqlText(string.Join(", ", days.Select(d => $"('{d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}')")));
        return $"""
            calendar (day) AS (VALUES {listed}), open_days AS (
                SELECT c.id AS cinema_id, k.day FROM cinemas c CROSS JOIN calendar k WHERE {scope.CinemasIn("c.id")}
                  AND NOT EXISTS (SELECT 1 FROM insight_sales_days m WHERE m.cinema_id = c.id AND m.day = k.day AND m.is_summed = 1)
            )
            """;
    }

    /// <summary>The showtimes of those days, each as a sum of one.</summary>
    private FormattableString Raw(InsightScope scope, FormattableString slice) => $"""
        SELECT s.film_id, s.business_day AS day, {HourOf(scope)} AS hour, s.plan_id, 1 AS shows, COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
        FROM open_days o JOIN showtimes s ON s.cinema_id = o.cinema_id AND s.business_day = o.day LEFT JOIN show_sales x ON x.showtime_id = s.id WHERE {HasBegun}{slice}
        """;

    /// <summary>What makes a showtime, or a sum of some, one of a slice: figures and lists ask the same. Begins with AND, or is empty.</summary>
    private static async Task<FormattableString> OfSliceAsync(
        DbSession db, InsightScope scope, ShowSlice slice, string filmColumn, string dayColumn, FormattableString hour, CancellationToken cancellation)
    {
        FormattableString where = $"";
        if (slice.FilmId is { } film) where = $"{where} AND {new SqlText(filmColumn)} = {film}";
        if (slice.Genre is { } genre)
        {
            var films = (await FilmsAsync(db, cancellation)).Where(f => f.Value.Genre == genre).Select(f => f.Key);
            where = $"{where} AND {InsightScope.In(filmColumn, films)}";
        }

        if (slice.Day is { } day) where = $"{where} AND {new SqlText(dayColumn)} = {day}";
        if (slice.Weekday is { } weekday)
        {
            var days = scope.Dates.Where(d => WeekdayOf(d) == weekday);
            where = $"{where} AND {InsightScope.In(dayColumn, days.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
        }

        var hours = Enumerable.Range(0, 24).Where(h => (slice.Hour is null || h == slice.Hour) && (slice.Part is null || DayPart.Of(h).Code == slice.Part)).ToList();
        if (hours.Count == 24) return where;
        if (hours.Count == 0) return $"{where} AND 1 = 0";
        var listed = new SqlText(string.Join(", ", hours.Select(h => h.ToString(CultureInfo.InvariantCulture))));
        return $"{where} AND {hour} IN ({listed})";
    }

    private async Task<Dictionary<string, long>> SizesAsync(IEnumerable<string> planIds, CancellationToken cancellation)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var plan in planIds.Distinct(StringComparer.Ordinal)) sizes[plan] = (await plans.OneAsync(plan, cancellation)).Count;
        return sizes;
    }

    private static async Task<Dictionary<string, (string Title, string Genre)>> FilmsAsync(DbSession db, CancellationToken cancellation) =>
        (await db.GetTable<FilmRow>().Select(f => new { f.Id, f.Title, f.Genres }).ToListAsync(cancellation))
            .ToDictionary(f => f.Id, f => (f.Title, GenreOf(f.Genres)), StringComparer.Ordinal);

    private static SqlText Sums { get; } = new("CAST(SUM(CAST(g.shows AS INTEGER)) AS BIGINT) AS shows, CAST(SUM(CAST(g.sold AS INTEGER)) AS BIGINT) AS sold, CAST(SUM(g.revenue) AS BIGINT) AS revenue");

    private static SqlText Summed { get; } = new("i.shows, i.sold, i.revenue_fen AS revenue");

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
