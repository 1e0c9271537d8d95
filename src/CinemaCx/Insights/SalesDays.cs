using CinemaCx.Platform.Data;

namespace CinemaCx.Insights;

/// <summary>
/// Sums of business days that are over. Why they are exact: a day is summed, and opened again, by whoever holds its row in <c>insight_sales_days</c>, and
/// sums are there if and only if that row says so.
/// <para>
/// <see cref="SumSalesDays"/> takes the row first and looks at the showtimes after that, so it sees every change whose transaction is over. Whoever changes
/// what is sold of a showtime that may have begun takes the row in that same transaction (it is put there when it is missing, for nobody can wait for a row that is not): either the
/// change was there before the summing looked, or it waits for the summing to end and then opens the day. What the programme changes is news of the same
/// transaction, handled after it: a summing that missed the change is over, or holds the row, when the day is opened.
/// </para>
/// </summary>
internal static class SalesDays
{
    /// <summary>No transaction lasts nearly as long, and no two processes' clocks are so far apart.</summary>
    private static readonly TimeSpan SafelyAhead = TimeSpan.FromHours(1);

    private static readonly SqlText OnceMore = new("ON CONFLICT (cinema_id, day) DO UPDATE SET is_summed = 0 WHERE insight_sales_days.is_summed = 1");

    /// <summary>What is sold of a showtime changed: its day is read from its showtimes until it is summed anew.</summary>
    public static void Sold(Script script, string showtimeId, DateTimeOffset now)
    {
        // A day is not summed before all of it has begun. All showtimes of a day share its row: on the morning they go on sale nobody shall wait for it.
        OpenAll(script, $"SELECT cinema_id, business_day FROM showtimes WHERE id = {showtimeId} AND starts_at <= {now + SafelyAhead}");
    }

    /// <summary>The day of a showtime is read from its showtimes until it is summed anew.</summary>
    public static void Open(Script script, string showtimeId) => OpenAll(script, $"SELECT cinema_id, business_day FROM showtimes WHERE id = {showtimeId}");

    /// <param name="days">In their order, as everybody takes them.</param>
    public static void Open(Script script, string cinemaId, IReadOnlyList<DateOnly> days)
    {
        foreach (var day in days)
        {
            script.Do($"INSERT INTO insight_sales_days (cinema_id, day, is_summed) VALUES ({cinemaId}, {day}, 0) {OnceMore}");
            script.Do($"DELETE FROM insight_sales WHERE cinema_id = {cinemaId} AND day = {day}");
            script.Do($"DELETE FROM insight_sales_hours WHERE cinema_id = {cinemaId} AND day = {day}");
        }
    }

    private static void OpenAll(Script script, FormattableString days)
    {
        // Also where the condition keeps it from being changed, the row is locked.
        script.Do($"INSERT INTO insight_sales_days (cinema_id, day, is_summed) SELECT d.cinema_id, d.business_day, 0 FROM ({days}) d WHERE 1 = 1 {OnceMore}");
        script.Do($"DELETE FROM insight_sales WHERE (cinema_id, day) IN ({days})");
        script.Do($"DELETE FROM insight_sales_hours WHERE (cinema_id, day) IN ({days})");
    }
}
