using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Orders;

/// <summary>How a showtime sells. Times carry the cinema's offset.</summary>
/// <param name="Capacity">Seats that can be sold: blocked ones are none.</param>
/// <param name="Orders">Paid ones of which at least one seat was not given back.</param>
/// <param name="BoxOffice">As the house understands it everywhere, see <c>BoxOffice</c>.</param>
public sealed record ShowtimeSale(string Id, string CinemaId, string FilmTitle, string HallName, DateTimeOffset StartsAt, DateTimeOffset EndsAt, SaleState State)
{
    public required string Language { get; init; }
    public required string Format { get; init; }
    public required DateOnly BusinessDay { get; init; }
    public required long Sold { get; init; }
    public required long Held { get; init; }
    public required long Capacity { get; init; }
    public required long Orders { get; init; }
    public required Fen BoxOffice { get; init; }

    /// <summary>Sold of what can be sold, 0 to 1.</summary>
    public double Occupancy => Capacity == 0 ? 0 : (double)Sold / Capacity;
}

/// <summary>What the house asks about its sales.</summary>
public sealed class ShowtimeSales(Database database, HallPlans plans, HouseSeats seats, TimeProvider time)
{
    /// <summary>A business day of a cinema by the clock, cancelled showtimes with it.</summary>
    /// <exception cref="Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<IReadOnlyList<ShowtimeSale>> DayAsync(string cinemaId, DateOnly day, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId);
        var rows = await Shown(db).Where(s => s.Showtime.CinemaId == cinemaId && s.Showtime.BusinessDay == day).ToListAsync(cancellation);
        var paid = await PaidAsync(db, $"t.showtime_id IN (SELECT id FROM showtimes WHERE cinema_id = {cinemaId} AND business_day = {day})", cancellation);
        return await SalesAsync(rows, paid, cinema.Zone, cancellation);
    }

    /// <exception cref="Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task<ShowtimeSale> OneAsync(Showing showing, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await Shown(db).FirstOrDefaultAsync(s => s.Showtime.Id == showing.Id, cancellation) ?? throw ShowtimeRefusals.UnknownShowtime(showing.Id);
        return (await SalesAsync([row], await PaidAsync(db, $"t.showtime_id = {showing.Id}", cancellation), showing.Zone, cancellation))[0];
    }

    private static IQueryable<ShownRow> Shown(DbSession db) =>
        from showtime in db.GetTable<ShowtimeRow>()
        join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
        join hall in db.GetTable<HallRow>() on showtime.HallId equals hall.Id
        orderby showtime.StartsAt, hall.Code
        select new ShownRow(showtime, film.Title, hall.Name);

    /// <summary>What each order brought, by showtime.</summary>
    private static async Task<ILookup<string, long>> PaidAsync(DbSession db, FormattableString which, CancellationToken cancellation) =>
        (await db.ListAsync<PaidRow>(
            $"SELECT t.showtime_id, CAST(SUM(t.paid_fen) AS BIGINT) AS paid FROM {BoxOffice.Seats} t WHERE {which} GROUP BY t.showtime_id, t.order_id",
            cancellation)).ToLookup(p => p.ShowtimeId, p => p.Paid, StringComparer.Ordinal);

    private async Task<IReadOnlyList<ShowtimeSale>> SalesAsync(IReadOnlyList<ShownRow> rows, ILookup<string, long> paid, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var now = time.Now();
        var taken = await seats.CountAsync([.. rows.Select(r => r.Showtime.Id)], cancellation);
        var sales = new List<ShowtimeSale>(rows.Count);
        foreach (var (showtime, film, hall) in rows)
        {
            var plan = await plans.OneAsync(showtime.PlanId, cancellation);
            var count = taken.GetValueOrDefault(showtime.Id, SeatCount.None);
            sales.Add(new ShowtimeSale(
                showtime.Id, showtime.CinemaId, film, hall, TimeZoneInfo.ConvertTime(showtime.StartsAt, zone), TimeZoneInfo.ConvertTime(showtime.EndsAt, zone),
                SaleRules.StateOf(showtime, now))
            {
                Language = showtime.Language,
                Format = showtime.Format,
                BusinessDay = showtime.BusinessDay,
                Sold = count.Sold,
                Held = count.Held,
                Capacity = plan.Seats.LongCount(s => s.Block == SeatBlock.None),
                Orders = paid[showtime.Id].LongCount(),
                BoxOffice = new Fen(paid[showtime.Id].Sum()),
            });
        }

        return sales;
    }

    private sealed record PaidRow
    {
        [Column("showtime_id")] public required string ShowtimeId { get; init; }
        [Column("paid")] public required long Paid { get; init; }
    }

    private sealed record ShownRow(ShowtimeRow Showtime, string Film, string Hall);
}
