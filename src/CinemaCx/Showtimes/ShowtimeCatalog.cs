using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using LinqToDB.Mapping;
using Microsoft.Extensions.Options;

namespace CinemaCx.Showtimes;

/// <summary>
/// Showtimes by id from memory, for the paths that thousands walk. A showtime and its prices are at most <see cref="ShowtimeOptions.CatalogueAge"/> old, its
/// film and hall, which many showtimes share, twice that; however many ask for the same, one reads. Singleton.
/// </summary>
public sealed class ShowtimeCatalog
{
    private readonly Database _database;
    private readonly HallPlans _plans;
    private readonly FreshMemory<string, Showing?> _showings;
    private readonly FreshMemory<(string FilmId, string HallId), Setting?> _settings;

    public ShowtimeCatalog(Database database, HallPlans plans, IOptions<ShowtimeOptions> options, TimeProvider time)
    {
        (_database, _plans) = (database, plans);
        _showings = new FreshMemory<string, Showing?>(ReadAsync, options.Value.CatalogueAge, time);
        _settings = new FreshMemory<(string, string), Setting?>(ReadSettingAsync, options.Value.CatalogueAge, time);
    }

    /// <returns>Null when there is no such showtime; a cancelled one is there and says so.</returns>
    public Task<Showing?> FindAsync(string showtimeId, CancellationToken cancellation) => _showings.GetAsync(showtimeId, cancellation);

    /// <exception cref="Platform.Primitives.Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task<Showing> OneAsync(string showtimeId, CancellationToken cancellation) =>
        await FindAsync(showtimeId, cancellation) ?? throw ShowtimeRefusals.UnknownShowtime(showtimeId);

    /// <summary>To be called after a change is durable, so that this process sees it at once.</summary>
    public void Forget()
    {
        _settings.Forget();
        _showings.Forget();
    }

    /// <summary>To be called after a showtime or its prices changed durably, so that this process sees it at once.</summary>
    public void Forget(string showtimeId) => _showings.Forget(showtimeId);

    private async Task<Showing?> ReadAsync(string showtimeId)
    {
        Rows read;
        await using (var db = _database.Read())
        {
            read = await db.ListManyAsync<Rows>(
                $"SELECT * FROM showtime_prices WHERE showtime_id = {showtimeId}; SELECT * FROM showtimes WHERE id = {showtimeId}", CancellationToken.None);
        }

        if (read is not { Prices.Count: > 0, Showtimes: [var showtime] }) return null;
        if (await _settings.GetAsync((showtime.FilmId, showtime.HallId), CancellationToken.None) is not { } setting) return null;
        return new Showing
        {
            Showtime = showtime,
            Film = setting.Film,
            Hall = setting.Hall,
            Cinema = setting.Cinema,
            Plan = await _plans.OneAsync(showtime.PlanId, CancellationToken.None),
            Zone = setting.Cinema.Zone,
            Prices = read.Prices.ToDictionary(price => price.Zone, price => ZonePrice.Of(price, setting.Film.LowestPrice), StringComparer.Ordinal),
        };
    }

    private async Task<Setting?> ReadSettingAsync((string FilmId, string HallId) key)
    {
        await using var db = _database.Read();
        var read = await db.ListManyAsync<SettingRows>(
            $"""
            SELECT * FROM films WHERE id = {key.FilmId};
            SELECT * FROM halls WHERE id = {key.HallId};
            SELECT c.* FROM cinemas c JOIN halls h ON h.cinema_id = c.id WHERE h.id = {key.HallId}
            """,
            CancellationToken.None);
        return read is { Films: [var film], Halls: [var hall], Cinemas: [var cinema] } ? new Setting(film, hall, cinema) : null;
    }

    /// <summary>What a showtime shares with others: what is shown and where.</summary>
    private sealed record Setting(FilmRow Film, HallRow Hall, CinemaRow Cinema);

    private sealed class Rows
    {
        [ResultSetIndex(0)] public List<ShowtimePriceRow> Prices { get; set; } = [];
        [ResultSetIndex(1)] public List<ShowtimeRow> Showtimes { get; set; } = [];
    }

    private sealed class SettingRows
    {
        [ResultSetIndex(0)] public List<FilmRow> Films { get; set; } = [];
        [ResultSetIndex(1)] public List<HallRow> Halls { get; set; } = [];
        [ResultSetIndex(2)] public List<CinemaRow> Cinemas { get; set; } = [];
    }
}
