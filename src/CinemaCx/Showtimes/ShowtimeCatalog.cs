using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using LinqToDB.Mapping;
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
        var read = await db.ListManyAsync<Rows>(
            $"""
            SELECT f.* FROM films f JOIN showtimes s ON s.film_id = f.id WHERE s.id = {showtimeId};
            SELECT h.* FROM halls h JOIN showtimes s ON s.hall_id = h.id WHERE s.id = {showtimeId};
            SELECT c.* FROM cinemas c JOIN showtimes s ON s.cinema_id = c.id WHERE s.id = {showtimeId};
            SELECT * FROM showtime_prices WHERE showtime_id = {showtimeId};
            SELECT * FROM showtimes WHERE id = {showtimeId}
            """,
            CancellationToken.None);
        if (read is not { Films: [var film], Halls: [var hall], Cinemas: [var cinema], Prices.Count: > 0, Showtimes: [var showtime] }) return null;
        return new Showing
        {
            Showtime = showtime,
            Film = film,
            Hall = hall,
            Cinema = cinema,
            Plan = await _plans.OneAsync(showtime.PlanId, CancellationToken.None),
            Zone = cinema.Zone,
            Prices = read.Prices.ToDictionary(price => price.Zone, price => ZonePrice.Of(price, film.LowestPrice), StringComparer.Ordinal),
        };
    }

    private sealed class Rows
    {
        [ResultSetIndex(0)] public List<FilmRow> Films { get; set; } = [];
        [ResultSetIndex(1)] public List<HallRow> Halls { get; set; } = [];
        [ResultSetIndex(2)] public List<CinemaRow> Cinemas { get; set; } = [];
        [ResultSetIndex(3)] public List<ShowtimePriceRow> Prices { get; set; } = [];
        [ResultSetIndex(4)] public List<ShowtimeRow> Showtimes { get; set; } = [];
    }
}
