using CinemaCx.Cinemas;
using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <summary>An order as staff see it.</summary>
/// <param name="PhoneMask">The guest's number with its middle hidden; null where she left none.</param>
/// <param name="StartsAt">On the cinema's wall, with its offset.</param>
/// <param name="Seats">Labels of all its seats, those that were given back too.</param>
/// <param name="SeatsBack">Labels of those that were given back.</param>
/// <param name="State"><c>held</c>, <c>paid</c>, <c>refunded</c>, <c>cancelled</c> or <c>expired</c>.</param>
/// <param name="Back">Money that goes back or went.</param>
public sealed record OrderLine(
    string Id, string GuestId, string? PhoneMask, string ShowtimeId, string CinemaName, string HallName, string FilmTitle, DateTimeOffset StartsAt,
    IReadOnlyList<string> Seats, IReadOnlyList<string> SeatsBack, string State, Fen Total, Fen Back, DateTimeOffset PlacedAt, DateTimeOffset? PaidAt);

/// <summary>Orders in lists, for staff.</summary>
public sealed class OrderLists(Database database, TimeProvider time)
{
    /// <summary>How many are read at most: more than any hall can have in a day.</summary>
    private const int Most = 2_000;

    /// <summary>Of one showtime, newest first.</summary>
    /// <param name="withEnded">True: also those that were cancelled or ran out.</param>
    public async Task<IReadOnlyList<OrderLine>> OfShowtimeAsync(string showtimeId, bool withEnded, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = Joined(db).Where(o => o.Order.ShowtimeId == showtimeId);
        if (!withEnded) query = query.Where(o => o.Order.State == OrderState.Paid || o.Order.State == OrderState.Held);
        var lines = await LinesAsync(db, await query.OrderByDescending(o => o.Order.Id).Take(Most).ToListAsync(cancellation), cancellation);
        return withEnded ? lines : [.. lines.Where(l => l.State is not "expired")];
    }

    /// <summary>Of one guest, newest first.</summary>
    /// <param name="cinemaId">Only those of this cinema; null: of all.</param>
    public async Task<IReadOnlyList<OrderLine>> OfGuestAsync(string guestId, string? cinemaId, int most, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = Joined(db).Where(o => o.Order.GuestId == guestId && (cinemaId == null || o.Cinema.Id == cinemaId));
        return await LinesAsync(db, await query.OrderByDescending(o => o.Order.Id).Take(most).ToListAsync(cancellation), cancellation);
    }

    private static IQueryable<OrderedRow> Joined(DbSession db) =>
        from order in db.GetTable<OrderRow>()
        join showtime in db.GetTable<ShowtimeRow>() on order.ShowtimeId equals showtime.Id
        join cinema in db.GetTable<CinemaRow>() on showtime.CinemaId equals cinema.Id
        join hall in db.GetTable<HallRow>() on showtime.HallId equals hall.Id
        join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
        join guest in db.GetTable<GuestRow>() on order.GuestId equals guest.Id
        select new OrderedRow(order, cinema, hall.Name, film.Title, showtime.StartsAt, guest.PhoneMask);

    private async Task<IReadOnlyList<OrderLine>> LinesAsync(DbSession db, IReadOnlyList<OrderedRow> rows, CancellationToken cancellation)
    {
        var now = time.Now();
        var ids = rows.Select(r => r.Order.Id).ToList();
        var seats = (await db.GetTable<OrderSeatRow>().Where(s => ids.Contains(s.OrderId)).OrderBy(s => s.Seat).ToListAsync(cancellation)).ToLookup(s => s.OrderId, StringComparer.Ordinal);
        var back = (await db.GetTable<RefundRow>().Where(r => ids.Contains(r.OrderId)).ToListAsync(cancellation)).ToLookup(r => r.OrderId, StringComparer.Ordinal);
        return [.. rows.Select(row =>
        {
            var (order, mine) = (row.Order, seats[row.Order.Id].ToList());
            return new OrderLine(
                order.Id, order.GuestId, row.PhoneMask, order.ShowtimeId, row.Cinema.Name, row.Hall, row.Film, TimeZoneInfo.ConvertTime(row.StartsAt, row.Cinema.Zone),
                [.. mine.Select(s => s.Seat)], [.. mine.Where(s => s.RefundId is not null).Select(s => s.Seat)], Order.StateOf(order, mine, now), order.Total,
                back[order.Id].Sum(r => r.Amount), order.PlacedAt, order.PaidAt);
        })];
    }

    private sealed record OrderedRow(OrderRow Order, CinemaRow Cinema, string Hall, string Film, DateTimeOffset StartsAt, string? PhoneMask);
}
