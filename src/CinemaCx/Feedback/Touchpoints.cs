using System.Collections.Concurrent;
using System.Linq.Expressions;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Feedback;

/// <summary>A place with a QR code.</summary>
/// <param name="Hall">Of a hall exit only.</param>
public sealed record Touchpoint(TouchpointRow Row, CinemaRow Cinema, HallRow? Hall)
{
    public TimeZoneInfo Zone { get; } = Cinema.Zone;
}

/// <summary>A showtime of a hall, as far as its exit cares.</summary>
internal sealed record HallShow(string Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>Touchpoints by code and what plays in their halls, remembered for a few seconds: a full hall that lets out asks the same hundreds of times.</summary>
public sealed class Touchpoints(Database database, TimeProvider time)
{
    private const int Enough = 4096;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Around = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, (long At, Touchpoint Touchpoint)> _byCode = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long At, Touchpoint Touchpoint)> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long At, IReadOnlyList<HallShow> Shows)> _shows = new(StringComparer.Ordinal);

    /// <returns>Null when no touchpoint has the code.</returns>
    public async Task<Touchpoint?> FindAsync(string code, CancellationToken cancellation)
    {
        if (_byCode.TryGetValue(code, out var known) && time.GetElapsedTime(known.At) < Age) return known.Touchpoint;
        var at = time.GetTimestamp();
        var found = await ReadAsync(t => t.Code == code, cancellation);
        if (found is null) return null;
        if (_byCode.Count > Enough) _byCode.Clear();
        _byCode[code] = (at, found);
        return found;
    }

    /// <summary>A touchpoint by its id; one that an answer names is always there.</summary>
    public async Task<Touchpoint> OneAsync(string id, CancellationToken cancellation)
    {
        if (_byId.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Age) return known.Touchpoint;
        var at = time.GetTimestamp();
        var found = await ReadAsync(t => t.Id == id, cancellation) ?? throw FeedbackRefusals.UnknownTouchpoint();
        if (_byId.Count > Enough) _byId.Clear();
        _byId[id] = (at, found);
        return found;
    }

    private async Task<Touchpoint?> ReadAsync(Expression<Func<TouchpointRow, bool>> which, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await (
            from touchpoint in db.GetTable<TouchpointRow>().Where(which)
            join cinema in db.GetTable<CinemaRow>() on touchpoint.CinemaId equals cinema.Id
            from hall in db.GetTable<HallRow>().LeftJoin(h => h.Id == touchpoint.HallId)
            select new Touchpoint(touchpoint, cinema, hall)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The hall's showtimes half a day to either side, those called off left out, by their start.</summary>
    internal async Task<IReadOnlyList<HallShow>> ShowsAsync(string hallId, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_shows.TryGetValue(hallId, out var known) && time.GetElapsedTime(known.At) < Age) return known.Shows;
        var began = time.GetTimestamp();
        var (from, to) = (at - Around, at + Around);
        await using var db = database.Read();
        var shows = await db.GetTable<ShowtimeRow>()
            .Where(s => s.HallId == hallId && s.StartsAt > from && s.StartsAt < to && s.CancelledAt == null)
            .OrderBy(s => s.StartsAt)
            .Select(s => new HallShow(s.Id, s.StartsAt, s.EndsAt))
            .ToListAsync(cancellation);
        if (_shows.Count > Enough) _shows.Clear();
        _shows[hallId] = (began, shows);
        return shows;
    }
}
