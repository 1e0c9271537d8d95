using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>Sums the business days that are over and not summed, the latest first, a fortnight at a time. Any number of processes may do it at once.</summary>
public sealed class SumSalesDays(Database database, TimeProvider time)
{
    private const int AtOnce = 14;

    /// <returns>How many days of how many cinemas, counted together, are summed now that were not before.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        List<CinemaRow> cinemas;
        await using (var db = database.Read()) cinemas = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync(cancellation);
        var summed = 0;
        foreach (var cinema in cinemas)
        {
            foreach (var days in (await OpenAsync(cinema, cancellation)).Chunk(AtOnce)) summed += await SumAsync(cinema, [.. days.Order()], cancellation);
        }

        return summed;
    }

    private async Task<List<DateOnly>> OpenAsync(CinemaRow cinema, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        // Until all of it has begun a day is not over, whatever it is called.
        var rows = await db.ListAsync<DayRow>(
            $"""
            SELECT s.business_day AS day FROM showtimes s
            WHERE s.cinema_id = {cinema.Id} AND s.business_day < {BusinessDay.Of(now, cinema.Zone)}
              AND NOT EXISTS (SELECT 1 FROM insight_sales_days m WHERE m.cinema_id = s.cinema_id AND m.day = s.business_day AND m.is_summed = 1)
            GROUP BY s.business_day HAVING MAX(s.starts_at) <= {now} ORDER BY s.business_day DESC
            """,
            cancellation);
        return rows.ConvertAll(r => r.Day);
    }

    private async Task<int> SumAsync(CinemaRow cinema, IReadOnlyList<DateOnly> days, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var take = new Script();
        var taken = take.AskForEach(
            $"INSERT INTO insight_sales_days (cinema_id, day, is_summed) VALUES ",
            days,
            day => $"({cinema.Id}, {day}, 1)",
            $" ON CONFLICT (cinema_id, day) DO UPDATE SET is_summed = 1 WHERE insight_sales_days.is_summed = 0 RETURNING day");
        // What another process has summed meanwhile is not among them.
        var mine = (await db.RunAsync(take, cancellation))[taken];
        if (mine.Count == 0) return 0;
        var scope = new InsightScope([cinema], days[0], days[^1]);
        var sum = new Script();
        sum.Do($"DELETE FROM insight_sales WHERE cinema_id = {cinema.Id} AND {InsightScope.In("day", mine)}");
        sum.Do($"DELETE FROM insight_sales_hours WHERE cinema_id = {cinema.Id} AND {InsightScope.In("day", mine)}");
        sum.Do($"""
            INSERT INTO insight_sales (cinema_id, day, film_id, hour, plan_id, shows, sold, revenue_fen)
            SELECT g.cinema_id, g.day, g.film_id, g.hour, g.plan_id, COUNT(*), SUM(g.sold), SUM(g.revenue) FROM (
                SELECT s.cinema_id, s.business_day AS day, s.film_id, {scope.LocalHour("s.cinema_id", "s.starts_at")} AS hour, s.plan_id,
                    COALESCE(x.sold, 0) AS sold, COALESCE(x.revenue_fen, 0) AS revenue
                FROM showtimes s LEFT JOIN show_sales x ON x.showtime_id = s.id
                WHERE s.cinema_id = {cinema.Id} AND {InsightScope.In("s.business_day", mine)} AND s.cancelled_at IS NULL AND s.starts_at <= {time.Now()}
            ) g GROUP BY g.cinema_id, g.day, g.film_id, g.hour, g.plan_id
            """);
        sum.Do($"""
            INSERT INTO insight_sales_hours (cinema_id, day, hour, plan_id, shows, sold, revenue_fen)
            SELECT cinema_id, day, hour, plan_id, SUM(shows), SUM(sold), SUM(revenue_fen) FROM insight_sales
            WHERE cinema_id = {cinema.Id} AND {InsightScope.In("day", mine)} GROUP BY cinema_id, day, hour, plan_id
            """);
        await db.CommitAsync(sum, cancellation);
        return mine.Count;
    }

    private sealed record DayRow
    {
        [Column("day")] public DateOnly Day { get; init; }
    }
}
