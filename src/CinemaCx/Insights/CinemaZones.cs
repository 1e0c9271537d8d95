using System.Collections.Concurrent;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Insights;

/// <summary>On which wall clock a cinema lives, read once.</summary>
public sealed class CinemaZones(Database database)
{
    private readonly ConcurrentDictionary<string, TimeZoneInfo> _zones = new(StringComparer.Ordinal);

    public async Task<TimeZoneInfo> OfAsync(string cinemaId, CancellationToken cancellation)
    {
        if (_zones.TryGetValue(cinemaId, out var known)) return known;
        await using var db = database.Read();
        var zone = (await db.GetTable<CinemaRow>().FirstAsync(c => c.Id == cinemaId, cancellation)).Zone;
        return _zones.GetOrAdd(cinemaId, zone);
    }
}
