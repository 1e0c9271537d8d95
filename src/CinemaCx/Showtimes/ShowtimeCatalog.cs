using System.Collections.Concurrent;
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
public sealed class ShowtimeCatalog(Database database, HallPlans plans, IOptions<ShowtimeOptions> options, TimeProvider time)
{
    private const int Enough = 4096;

    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.Ordinal);
    private readonly TimeSpan _age = options.Value.CatalogueAge;

    /// <returns>Null when there is no such showtime; a cancelled one is there and says so.</returns>
    public Task<Showing?> FindAsync(string showtimeId, CancellationToken cancellation)
    {
        while (true)
        {
            if (_readings.TryGetValue(showtimeId, out var reading) && IsFresh(reading)) return WaitAsync(reading, cancellation);
            var next = new Reading(time.GetTimestamp());
            var mine = reading is null ? _readings.TryAdd(showtimeId, next) : _readings.TryUpdate(showtimeId, next, reading);
            if (!mine) continue;
            if (_readings.Count > Enough) ForgetStale();
            _ = ReadAsync(showtimeId, next);
            return WaitAsync(next, cancellation);
        }
    }

    /// <exception cref="Platform.Primitives.Refusal">404 <c>showtime-not-found</c>.</exception>
    public async Task<Showing> OneAsync(string showtimeId, CancellationToken cancellation) =>
        await FindAsync(showtimeId, cancellation) ?? throw ShowtimeRefusals.UnknownShowtime(showtimeId);

    /// <summary>To be called after a change is durable, so that this process sees it at once.</summary>
    public void Forget() => _readings.Clear();

    /// <inheritdoc cref="Forget()"/>
    public void Forget(string showtimeId) => _readings.TryRemove(showtimeId, out _);

    // Age counts from before the reading began, so that what is served was true no longer ago than promised.
    private bool IsFresh(Reading reading) => !reading.Done.Task.IsCompleted || time.GetElapsedTime(reading.Began) < _age;

    private static Task<Showing?> WaitAsync(Reading reading, CancellationToken cancellation) =>
        reading.Done.Task.IsCompletedSuccessfully ? reading.Done.Task : reading.Done.Task.WaitAsync(cancellation);

    private async Task ReadAsync(string showtimeId, Reading reading)
    {
        try
        {
            var showing = await ReadAsync(showtimeId);
            // Ids that somebody made up must not fill the memory.
            if (showing is null) Drop(showtimeId, reading);
            reading.Done.SetResult(showing);
        }
        catch (Exception fault)
        {
            Drop(showtimeId, reading);
            reading.Done.SetException(fault);
        }
    }

    private async Task<Showing?> ReadAsync(string showtimeId)
    {
        await using var db = database.Read();
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
            Plan = await plans.OneAsync(first.showtime.PlanId, CancellationToken.None),
            Zone = first.cinema.Zone,
            Prices = rows.ToDictionary(row => row.price.Zone, row => ZonePrice.Of(row.price, row.film.LowestPrice), StringComparer.Ordinal),
        };
    }

    private void Drop(string showtimeId, Reading reading) => _readings.TryRemove(new KeyValuePair<string, Reading>(showtimeId, reading));

    private void ForgetStale()
    {
        foreach (var (id, reading) in _readings)
            if (!IsFresh(reading)) Drop(id, reading);
    }

    private sealed class Reading(long began)
    {
        public long Began { get; } = began;
        public TaskCompletionSource<Showing?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
