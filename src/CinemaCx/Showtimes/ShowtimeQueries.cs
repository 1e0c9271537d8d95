using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Showtimes;

/// <summary>A showtime that runs, or is about to.</summary>
public sealed record UnderWay(string ShowtimeId, string CinemaId, string HallName, string FilmTitle, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

public sealed class ShowtimeQueries(Database database, ShowtimeCatalog catalog, TimeProvider time)
{
    /// <summary>Films that can still be bought, the one with the most showtimes first.</summary>
    /// <param name="cinemaId">Null: in any cinema.</param>
    /// <exception cref="Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<IReadOnlyList<NowShowing>> FilmsNowShowingAsync(string? cinemaId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var zones = await db.GetTable<CinemaRow>().ToDictionaryAsync(cinema => cinema.Id, cinema => cinema.Zone, cancellation);
        if (cinemaId is not null && !zones.ContainsKey(cinemaId)) throw CinemaRefusals.UnknownCinema(cinemaId);
        var open = db.GetTable<ShowtimeRow>().Where(s => s.CancelledAt == null && s.SaleClosesAt > now && (cinemaId == null || s.CinemaId == cinemaId));
        var rows = await open.ToListAsync(cancellation);
        var prices = await (
            from price in db.GetTable<ShowtimePriceRow>()
            join showtime in open on price.ShowtimeId equals showtime.Id
            group price by showtime.FilmId into film
            select new { FilmId = film.Key, Lowest = film.Min(price => price.ListPrice) }).ToListAsync(cancellation);
        var films = await db.GetTable<FilmRow>().Where(film => open.Any(s => s.FilmId == film.Id)).ToListAsync(cancellation);
        var lowest = prices.ToDictionary(price => price.FilmId, price => price.Lowest, StringComparer.Ordinal);
        return rows.GroupBy(row => row.FilmId)
            .Join(films, group => group.Key, film => film.Id, (group, film) => (Film: film, Next: group.MinBy(row => row.StartsAt)!, Rows: group.ToList()))
            .OrderByDescending(item => item.Rows.Count).ThenBy(item => item.Film.Code, StringComparer.Ordinal)
            .Select(item => new NowShowing(
                FilmView.Of(item.Film),
                item.Rows.Count,
                TimeZoneInfo.ConvertTime(item.Next.StartsAt, zones[item.Next.CinemaId]),
                lowest[item.Film.Id] < item.Film.LowestPrice ? item.Film.LowestPrice : lowest[item.Film.Id],
                item.Rows.Select(row => row.Format).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()))
            .ToList();
    }

    /// <summary>What runs now or begins within half an hour, the first to end first; cancelled ones are left out.</summary>
    /// <param name="cinemaId">Null: in all cinemas.</param>
    public async Task<IReadOnlyList<UnderWay>> UnderWayAsync(string? cinemaId, CancellationToken cancellation)
    {
        var now = time.Now();
        var soon = now + TimeSpan.FromMinutes(30);
        await using var db = database.Read();
        return await (
            from showtime in db.GetTable<ShowtimeRow>()
            join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
            join hall in db.GetTable<HallRow>() on showtime.HallId equals hall.Id
            where showtime.CancelledAt == null && showtime.EndsAt > now && showtime.StartsAt <= soon && (cinemaId == null || showtime.CinemaId == cinemaId)
            orderby showtime.EndsAt, hall.Code
            select new UnderWay(showtime.Id, showtime.CinemaId, hall.Name, film.Title, showtime.StartsAt, showtime.EndsAt)).Take(60).ToListAsync(cancellation);
    }

    /// <exception cref="Refusal">404 <c>film-not-found</c>.</exception>
    public async Task<FilmView> FilmAsync(string filmId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return FilmView.Of(await db.GetTable<FilmRow>().FirstOrDefaultAsync(film => film.Id == filmId, cancellation)
            ?? throw ShowtimeRefusals.UnknownFilm(filmId));
    }

    /// <summary>A business day of a cinema, by film; cancelled showtimes are left out, those that closed are shown as closed.</summary>
    /// <param name="day">Null: the business day it is there now.</param>
    /// <exception cref="Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<CinemaDay> CinemaDayAsync(string cinemaId, DateOnly? day, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId);
        var today = BusinessDay.Of(now, cinema.Zone);
        var shown = day ?? today;
        var rows = await (
            from showtime in db.GetTable<ShowtimeRow>()
            join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
            join hall in db.GetTable<HallRow>() on showtime.HallId equals hall.Id
            where showtime.CinemaId == cinemaId && showtime.BusinessDay == shown && showtime.CancelledAt == null
            orderby showtime.StartsAt, hall.Code
            select new { showtime, film, hall }).ToListAsync(cancellation);
        var prices = (await (
            from price in db.GetTable<ShowtimePriceRow>()
            join showtime in db.GetTable<ShowtimeRow>() on price.ShowtimeId equals showtime.Id
            where showtime.CinemaId == cinemaId && showtime.BusinessDay == shown
            select price).ToListAsync(cancellation)).ToLookup(price => price.ShowtimeId, StringComparer.Ordinal);
        // All of them, then cut here: dates are text below, and only this side is sure how to compare them.
        var days = await db.GetTable<ShowtimeRow>()
            .Where(s => s.CinemaId == cinemaId && s.CancelledAt == null && s.EndsAt > now)
            .Select(s => s.BusinessDay).Distinct().ToListAsync(cancellation);
        var films = rows.GroupBy(row => row.film.Id).Select(group => new FilmShowtimes(
            FilmView.Of(group.First().film),
            group.Select(row => View(row.showtime, row.hall, cinema.Zone, Prices(prices[row.showtime.Id], row.film), now)).ToList()));
        return new CinemaDay(
            cinemaId, shown, days.Where(d => d >= today).Order().ToList(), films.OrderByDescending(film => film.Showtimes.Count).ToList());
    }

    /// <exception cref="Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task<ShowtimeDetail> OneAsync(string showtimeId, CancellationToken cancellation)
    {
        var showing = await catalog.OneAsync(showtimeId, cancellation);
        var prices = showing.Plan.Zones.Select(zone => showing.Prices[zone]).ToList();
        return new ShowtimeDetail(
            View(showing.Showtime, showing.Hall, showing.Zone, prices, time.Now()),
            FilmView.Of(showing.Film),
            CinemaView.Of(showing.Cinema),
            showing.Hall.Notice,
            showing.Plan.Id,
            prices);
    }

    private static List<ZonePrice> Prices(IEnumerable<ShowtimePriceRow> rows, FilmRow film) =>
        rows.Select(row => ZonePrice.Of(row, film.LowestPrice)).ToList();

    private static ShowtimeView View(ShowtimeRow row, HallRow hall, TimeZoneInfo zone, List<ZonePrice> prices, DateTimeOffset now) =>
        new(row.Id, row.FilmId, hall.Id, hall.Name)
        {
            HallTags = WordList.Parse(hall.Tags),
            StartsAt = TimeZoneInfo.ConvertTime(row.StartsAt, zone),
            EndsAt = TimeZoneInfo.ConvertTime(row.EndsAt, zone),
            BusinessDay = row.BusinessDay,
            Language = row.Language,
            Format = row.Format,
            PriceFromFen = prices.Min(price => price.ListFen),
            MemberPriceFromFen = prices.Where(price => price.MemberFen is not null).Min(price => price.MemberFen),
            ServiceFeeFen = row.ServiceFee,
            SaleState = SaleRules.StateOf(row, now),
            SaleOpensAt = row.SaleOpensAt is { } opens ? TimeZoneInfo.ConvertTime(opens, zone) : null,
            PremiereFor = row.PremiereFor,
        };
}
