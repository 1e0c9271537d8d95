using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Showtimes;

/// <summary>Reads what the house knows of what the files speak of, inside the transaction that will write.</summary>
internal static class KnownProgrammeReader
{
    // The longest showtime with its cleaning is well under a day.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(2);

    // Databases limit the parameters of a statement.
    private const int KeysAtOnce = 500;

    public static async Task<KnownProgramme> ReadAsync(DbSession tx, ProgrammeEntries entries, CancellationToken cancellation)
    {
        var known = new KnownProgramme();
        foreach (var cinema in await tx.GetTable<CinemaRow>().ToListAsync(cancellation)) known.Cinemas.Add(cinema.Code, cinema);
        var cinemaCodes = known.Cinemas.Values.ToDictionary(cinema => cinema.Id, cinema => cinema.Code, StringComparer.Ordinal);
        foreach (var hall in await tx.GetTable<HallRow>().ToListAsync(cancellation))
            known.Halls.Add(new HallKey(cinemaCodes[hall.CinemaId], hall.Code), hall);

        var filmCodes = entries.Films.Select(film => film.Code).Concat(entries.Showtimes.Select(showtime => showtime.FilmCode));
        foreach (var codes in filmCodes.Distinct(StringComparer.Ordinal).Chunk(KeysAtOnce))
            foreach (var film in await tx.GetTable<FilmRow>().Where(film => codes.Contains(film.Code)).ToListAsync(cancellation))
                known.Films.Add(film.Code, film);

        foreach (var cinema in entries.Showtimes.GroupBy(showtime => showtime.Hall.Cinema))
            if (known.Cinemas.TryGetValue(cinema.Key, out var row))
                await ReadShowtimesAsync(tx, row, cinema.ToList(), known, cancellation);

        var planIds = known.Halls.Values.Select(hall => hall.PlanId).Concat(known.Showtimes.Select(showtime => showtime.Row.PlanId));
        foreach (var ids in planIds.Distinct(StringComparer.Ordinal).Chunk(KeysAtOnce))
            foreach (var plan in await tx.GetTable<SeatPlanRow>().Where(plan => ids.Contains(plan.Id)).ToListAsync(cancellation))
                known.Plans.Add(plan.Id, SeatPlan.Parse(plan.Body));
        return known;
    }

    private static async Task ReadShowtimesAsync(
        DbSession tx, CinemaRow cinema, List<ShowtimeEntry> entries, KnownProgramme known, CancellationToken cancellation)
    {
        var from = new DateTimeOffset(entries.Min(entry => entry.Start.Local), TimeSpan.Zero) - Reach;
        var to = new DateTimeOffset(entries.Max(entry => entry.Start.Local), TimeSpan.Zero) + Reach;
        var found = (await tx.GetTable<ShowtimeRow>()
            .Where(row => row.CinemaId == cinema.Id && row.StartsAt >= from && row.StartsAt <= to)
            .ToListAsync(cancellation)).ToDictionary(row => row.Id, StringComparer.Ordinal);
        foreach (var keys in entries.Select(entry => entry.Key).Chunk(KeysAtOnce))
        {
            var named = tx.GetTable<ShowtimeRow>().Where(row => row.CinemaId == cinema.Id && keys.Contains(row.Code));
            foreach (var row in await named.ToListAsync(cancellation)) found[row.Id] = row;
        }

        var prices = new List<ShowtimePriceRow>();
        foreach (var ids in found.Keys.Chunk(KeysAtOnce))
            prices.AddRange(await tx.GetTable<ShowtimePriceRow>().Where(price => ids.Contains(price.ShowtimeId)).ToListAsync(cancellation));
        var byShowtime = prices.ToLookup(price => price.ShowtimeId, StringComparer.Ordinal);
        known.Showtimes.AddRange(found.Values.Select(row =>
            new PricedShowtime(row, byShowtime[row.Id].OrderBy(price => price.Zone, StringComparer.Ordinal).ToList())));
    }
}
