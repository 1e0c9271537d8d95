using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Showtimes;

/// <summary>
/// Showtimes by id from memory, for the paths that thousands walk. An answer is at most <see cref="ShowtimeOptions.CatalogueAge"/> old; however many
/// ask for the same showtime, one reads. Singleton.
/// </summary>
public sealed class ShowtimeCatalog
{
    private readonly Database _database;
    private readonly HallPlans _plans;
    private readonly FreshMemory<string, Showing?> _showings;

    public ShowtimeCatalog(Database database, HallPlans plans, IOptions<ShowtimeOptions> options, TimeProvider time)
    {
        (_database, _plans) = (database, plans);
        _showings = new FreshMemory<string, Showing?>(ReadAsync, options.Value.CatalogueAge, time);
    }

    /// <returns>Null when there is no such showtime; a cancelled one is there and says so.</returns>
    public Task<Showing?> FindAsync(string showtimeId, CancellationToken cancellation) => _showings.GetAsync(showtimeId, cancellation);

    /// <exception cref="Platform.Primitives.Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task<Showing> OneAsync(string showtimeId, CancellationToken cancellation) =>
        await FindAsync(showtimeId, cancellation) ?? throw ShowtimeRefusals.UnknownShowtime(showtimeId);

    /// <summary>To be called after a change is durable, so that this process sees it at once.</summary>
    public void Forget() => _showings.Forget();

    /// <inheritdoc cref="Forget()"/>
    public void Forget(string showtimeId) => _showings.Forget(showtimeId);

    private async Task<Showing?> ReadAsync(string showtimeId)
    {
        await using var db = _database.Read();
        var rows = await (
            from showtime in db.GetTable<ShowtimeRow>()
            join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
            join hall in db.GetTable<HallRow>() on showtime.HallId equals hall.Id
            join cinema in db.GetTable<CinemaRow>() on showtime.CinemaId equals cinema.Id
            join price in db.GetTable<ShowtimePriceRow>() on showtime.Id equals price.ShowtimeId
            where showtime.Id == showtimeId
            select new { showtime, film, hall, cinema, price }).ToListAsync();
        if (rows.Count == 0) return null;
        var first = rows[0];
        return new Showing
        {
            Showtime = first.showtime,
            Film = first.film,
            Hall = first.hall,
            Cinema = first.cinema,
            Plan = await _plans.OneAsync(first.showtime.PlanId, CancellationToken.None),
            Zone = first.cinema.Zone,
            Prices = rows.ToDictionary(row => row.price.Zone, row => ZonePrice.Of(row.price, row.film.LowestPrice), StringComparer.Ordinal),
        };
    }
}
