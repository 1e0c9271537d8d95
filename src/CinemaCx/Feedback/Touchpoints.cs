using System.Linq.Expressions;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
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
public sealed class Touchpoints
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Around = TimeSpan.FromHours(12);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly FreshMemory<string, Touchpoint?> _byCode;
    private readonly FreshMemory<string, Touchpoint?> _byId;
    private readonly FreshMemory<string, IReadOnlyList<HallShow>> _shows;

    public Touchpoints(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _byCode = new FreshMemory<string, Touchpoint?>(code => ReadAsync(t => t.Code == code), Age, time);
        _byId = new FreshMemory<string, Touchpoint?>(id => ReadAsync(t => t.Id == id), Age, time);
        _shows = new FreshMemory<string, IReadOnlyList<HallShow>>(ReadShowsAsync, Age, time);
    }

    /// <returns>Null when no touchpoint has the code.</returns>
    public Task<Touchpoint?> FindAsync(string code, CancellationToken cancellation) => _byCode.GetAsync(code, cancellation);

    /// <summary>A touchpoint by its id; one that an answer names is always there.</summary>
    public async Task<Touchpoint> OneAsync(string id, CancellationToken cancellation) =>
        await _byId.GetAsync(id, cancellation) ?? throw FeedbackRefusals.UnknownTouchpoint();

    /// <summary>A code was made or taken down: this process knows it at once, the others within seconds.</summary>
    internal void Forget()
    {
        _byCode.Forget();
        _byId.Forget();
    }

    /// <summary>The hall's showtimes of yesterday to tomorrow, those called off left out, by their start.</summary>
    internal Task<IReadOnlyList<HallShow>> ShowsAsync(string hallId, CancellationToken cancellation) => _shows.GetAsync(hallId, cancellation);

    private async Task<Touchpoint?> ReadAsync(Expression<Func<TouchpointRow, bool>> which)
    {
        await using var db = _database.Read();
        return await (
            from touchpoint in db.GetTable<TouchpointRow>().Where(which)
            join cinema in db.GetTable<CinemaRow>() on touchpoint.CinemaId equals cinema.Id
            from hall in db.GetTable<HallRow>().LeftJoin(h => h.Id == touchpoint.HallId)
            select new Touchpoint(touchpoint, cinema, hall)).FirstOrDefaultAsync();
    }

    // A tap may be a day old when the network was away meanwhile.
    private async Task<IReadOnlyList<HallShow>> ReadShowsAsync(string hallId)
    {
        var (from, to) = (_time.Now() - FeedbackPlaces.Oldest - Around, _time.Now() + Around);
        await using var db = _database.Read();
        return await db.GetTable<ShowtimeRow>()
            .Where(s => s.HallId == hallId && s.StartsAt > from && s.StartsAt < to && s.CancelledAt == null)
            .OrderBy(s => s.StartsAt)
            .Select(s => new HallShow(s.Id, s.StartsAt, s.EndsAt))
            .ToListAsync();
    }
}
