using CinemaCx.Cinemas;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Reports;

/// <summary>What was sold, by business day and film; cancelled showtimes count nowhere.</summary>
public sealed class SalesOfDays(Database database, HallPlans plans)
{
    /// <returns>Days without a showtime are not in it.</returns>
    public async Task<IReadOnlyList<(DateOnly Day, string FilmId, Sales Sales)>> ReadAsync(string cinemaId, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        List<Offered> offered;
        List<Sold> sold;
        await using (var db = database.Read())
        {
            offered = await db.ListAsync<Offered>(
                $"""
                SELECT business_day AS day, film_id AS film, plan_id AS plan, COUNT(*) AS shows FROM showtimes
                WHERE cinema_id = {cinemaId} AND business_day >= {from} AND business_day <= {to} AND cancelled_at IS NULL
                GROUP BY business_day, film_id, plan_id
                """,
                cancellation);
            sold = await db.ListAsync<Sold>(
                $"""
                SELECT s.business_day AS day, s.film_id AS film, COUNT(*) AS seats, CAST(SUM(t.paid_fen) AS BIGINT) AS fen
                FROM showtimes s JOIN {BoxOffice.Seats} t ON t.showtime_id = s.id
                WHERE s.cinema_id = {cinemaId} AND s.business_day >= {from} AND s.business_day <= {to} AND s.cancelled_at IS NULL
                GROUP BY s.business_day, s.film_id
                """,
                cancellation);
        }

        var capacity = new Dictionary<(DateOnly, string), (long Seats, long Shows)>();
        foreach (var row in offered)
        {
            var seats = (await plans.OneAsync(row.Plan, cancellation)).Count;
            var (sum, shows) = capacity.GetValueOrDefault((row.Day, row.Film));
            capacity[(row.Day, row.Film)] = (sum + seats * row.Shows, shows + row.Shows);
        }

        var taken = sold.ToDictionary(s => (s.Day, s.Film));
        return
        [
            .. capacity.Select(c => (c.Key.Item1, c.Key.Item2, taken.TryGetValue(c.Key, out var t)
                ? new Sales(t.Fen, t.Seats, c.Value.Seats, c.Value.Shows)
                : new Sales(Fen.Zero, 0, c.Value.Seats, c.Value.Shows))),
        ];
    }

    public async Task<IReadOnlyDictionary<string, string>> TitlesAsync(IReadOnlyCollection<string> filmIds, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<FilmRow>().Where(f => filmIds.Contains(f.Id)).ToDictionaryAsync(f => f.Id, f => f.Title, StringComparer.Ordinal, cancellation);
    }

    private sealed record Offered
    {
        [Column("day")] public required DateOnly Day { get; init; }
        [Column("film")] public required string Film { get; init; }
        [Column("plan")] public required string Plan { get; init; }
        [Column("shows")] public required long Shows { get; init; }
    }

    private sealed record Sold
    {
        [Column("day")] public required DateOnly Day { get; init; }
        [Column("film")] public required string Film { get; init; }
        [Column("seats")] public required long Seats { get; init; }
        [Column("fen")] public required Fen Fen { get; init; }
    }
}
