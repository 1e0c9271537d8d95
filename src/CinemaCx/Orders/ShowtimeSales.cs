using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <summary>How a showtime sells. Times carry the cinema's offset.</summary>
/// <param name="Capacity">Seats that can be sold: blocked ones are none.</param>
/// <param name="Orders">Paid ones of which at least one seat was not given back.</param>
/// <param name="BoxOffice">What guests paid for the seats that they did not give back, service fees included.</param>
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
        return await SalesAsync(db, rows, cinema.Zone, cancellation);
    }

    /// <exception cref="Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task<ShowtimeSale> OneAsync(Showing showing, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await Shown(db).FirstOrDefaultAsync(s => s.Showtime.Id == showing.Id, cancellation) ?? throw ShowtimeRefusals.UnknownShowtime(showing.Id);
        return (await SalesAsync(db, [row], showing.Zone, cancellation))[0];
    }

    private static IQueryable<ShownRow> Shown(DbSession db) =>
        from showtime in db.GetTable<ShowtimeRow>()
        join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
        join hall in db.GetTable<HallRow>() on showtime.HallId equals hall.Id
        orderby showtime.StartsAt, hall.Code
        select new ShownRow(showtime, film.Title, hall.Name);

    private async Task<IReadOnlyList<ShowtimeSale>> SalesAsync(DbSession db, IReadOnlyList<ShownRow> rows, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var now = time.Now();
        var ids = rows.Select(r => r.Showtime.Id).ToList();
        var paid = (await (
            from order in db.GetTable<OrderRow>()
            join seat in db.GetTable<OrderSeatRow>() on order.Id equals seat.OrderId
            where ids.Contains(order.ShowtimeId) && order.State == OrderState.Paid && seat.RefundId == null
            group seat by new { order.ShowtimeId, order.Id } into g
            select new { g.Key.ShowtimeId, Paid = g.Sum(s => (long)(object)s.Paid) }).ToListAsync(cancellation)).ToLookup(p => p.ShowtimeId, p => p.Paid, StringComparer.Ordinal);
        var taken = await seats.CountAsync(ids, cancellation);
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

    private sealed record ShownRow(ShowtimeRow Showtime, string Film, string Hall);
}
