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

/// <summary>Box office and occupancy of the showtimes that have begun and were not called off, by their business day.</summary>
public sealed class SalesQueries(Database database, HallPlans plans, TimeProvider time)
{
    public async Task<SalesSheet> OfAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        // The showtimes are gone through once and laid out twice.
        var rows = await db.ListAsync<SumRow>(
            $"""
            WITH g AS (
                SELECT s.film_id, s.business_day AS day, {scope.LocalHour("s.cinema_id", "s.starts_at")} AS hour, s.plan_id, COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
                FROM showtimes s LEFT JOIN show_sales x ON x.showtime_id = s.id WHERE {Where(scope)}
            )
            SELECT g.film_id, '' AS day, g.hour, g.plan_id, {Sums} FROM g GROUP BY g.film_id, g.hour, g.plan_id
            UNION ALL
            SELECT '' AS film_id, g.day, g.hour, g.plan_id, {Sums} FROM g GROUP BY g.day, g.hour, g.plan_id
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
        await using var db = await database.ReadAsync(scope, cancellation);
        var rows = await db.ListAsync<SumRow>(
            $"""
            SELECT g.plan_id, {Sums} FROM (
                SELECT s.plan_id, COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
                FROM showtimes s LEFT JOIN show_sales x ON x.showtime_id = s.id WHERE {await WhereAsync(db, scope, slice, cancellation)}
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
                SELECT s.id, s.business_day AS day, {scope.LocalHour("s.cinema_id", "s.starts_at")} AS hour, s.starts_at, s.plan_id, s.cinema_id, s.hall_id, s.film_id
                FROM showtimes s WHERE {await WhereAsync(db, scope, slice, cancellation)} ORDER BY s.starts_at {order}, s.id LIMIT {page.Take} OFFSET {page.Skip}
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

    private FormattableString Where(InsightScope scope) =>
        $"{scope.CinemasIn("s.cinema_id")} AND s.business_day >= {scope.From} AND s.business_day <= {scope.To} AND s.cancelled_at IS NULL AND s.starts_at <= {time.Now()}";

    /// <summary>What makes a showtime one of a slice: figures and lists ask the same.</summary>
    private async Task<FormattableString> WhereAsync(DbSession db, InsightScope scope, ShowSlice slice, CancellationToken cancellation)
    {
        var where = Where(scope);
        if (slice.FilmId is { } film) where = $"{where} AND s.film_id = {film}";
        if (slice.Genre is { } genre)
        {
            var films = (await FilmsAsync(db, cancellation)).Where(f => f.Value.Genre == genre).Select(f => f.Key);
            where = $"{where} AND {InsightScope.In("s.film_id", films)}";
        }

        if (slice.Day is { } day) where = $"{where} AND s.business_day = {day}";
        if (slice.Weekday is { } weekday)
        {
            var days = Enumerable.Range(0, scope.Days).Select(scope.From.AddDays).Where(d => WeekdayOf(d) == weekday);
            where = $"{where} AND {InsightScope.In("s.business_day", days.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
        }

        var hours = Enumerable.Range(0, 24).Where(h => (slice.Hour is null || h == slice.Hour) && (slice.Part is null || DayPart.Of(h).Code == slice.Part)).ToList();
        if (hours.Count == 24) return where;
        var listed = new SqlText(string.Join(", ", hours.Select(h => h.ToString(CultureInfo.InvariantCulture))));
        if (hours.Count == 0) return $"{where} AND 1 = 0";
        return $"{where} AND {scope.LocalHour("s.cinema_id", "s.starts_at")} IN ({listed})";
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

    private static SqlText Sums { get; } = new("COUNT(*) AS shows, CAST(SUM(g.sold) AS BIGINT) AS sold, CAST(SUM(g.revenue) AS BIGINT) AS revenue");

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
