using System.Collections.Concurrent;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Seats;

/// <summary>
/// Seat maps for looking at and for checking a choice before the database decides. Those who only look share one reading every
/// <see cref="SeatOptions.MapAge"/>; a guest who may hold seats herself is read for afresh, so that she sees her own hold at once whichever instance answers.
/// </summary>
public sealed class LiveSeatMaps(Database database, TimeProvider time, IOptions<SeatOptions> options)
{
    private const int Enough = 2048;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly TimeSpan _age = options.Value.MapAge;

    /// <summary>The map for somebody who holds nothing.</summary>
    public async ValueTask<SeatMapBody> BodyAsync(Showing showing, CancellationToken cancellation) =>
        (await RecentAsync(showing, cancellation)).BodyAt(NowMs);

    /// <summary>The map as the guest sees it, her own seats marked, read now.</summary>
    public async Task<SeatMapBody> BodyForAsync(Showing showing, string guestId, CancellationToken cancellation)
    {
        var map = EntryOf(showing).Map;
        await ReadAsync(showing.Id, map, cancellation);
        return SeatMapBody.Of(showing.Plan, map.StatesAt(NowMs, guestId));
    }

    /// <summary>The seats as they were at most <see cref="SeatOptions.MapAge"/> ago; good for advice, the database decides.</summary>
    public async ValueTask<SeatState[]> StatesAsync(Showing showing, CancellationToken cancellation) =>
        (await RecentAsync(showing, cancellation)).StatesAt(NowMs, guestId: null);

    /// <summary>This process holds seats, durably.</summary>
    public void Held(string showtimeId, IEnumerable<string> seats, DateTimeOffset until) => Take(showtimeId, seats, until.ToUnixTimeMilliseconds());

    /// <summary>This process sold seats, durably.</summary>
    public void Sold(string showtimeId, IEnumerable<string> seats) => Take(showtimeId, seats, LiveSeatMap.Sold);

    /// <summary>This process released seats: the next look reads.</summary>
    public void Forget(string showtimeId)
    {
        if (_entries.TryGetValue(showtimeId, out var entry)) entry.Map.Release();
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Take(string showtimeId, IEnumerable<string> seats, long until)
    {
        if (_entries.TryGetValue(showtimeId, out var entry)) entry.Map.Take(seats, until);
    }

    private async ValueTask<LiveSeatMap> RecentAsync(Showing showing, CancellationToken cancellation)
    {
        var entry = EntryOf(showing);
        if (IsRecent(entry)) return entry.Map;
        await entry.Reading.WaitAsync(cancellation);
        try
        {
            // Whoever waited in line finds the map read by the one before.
            if (!IsRecent(entry))
            {
                var began = time.GetTimestamp();
                await ReadAsync(showing.Id, entry.Map, cancellation);
                entry.ReadBegan = began;
            }
        }
        finally
        {
            entry.Reading.Release();
        }

        return entry.Map;
    }

    private bool IsRecent(Entry entry) => entry.ReadBegan != 0 && time.GetElapsedTime(entry.ReadBegan) < _age && entry.Map.IsWhole;

    private Entry EntryOf(Showing showing)
    {
        var entry = _entries.TryGetValue(showing.Id, out var found) && found.Map.Plan.Id == showing.Plan.Id
            ? found
            : _entries.AddOrUpdate(
                showing.Id, _ => new Entry(showing), (_, old) => old.Map.Plan.Id == showing.Plan.Id ? old : new Entry(showing));
        entry.Map.LastUsed = time.GetTimestamp();
        if (_entries.Count > Enough) DropIdle();
        return entry;
    }

    private void DropIdle()
    {
        foreach (var (id, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.Map.LastUsed) > TimeSpan.FromMinutes(1)) _entries.TryRemove(id, out _);
        }
    }

    private async Task ReadAsync(string showtimeId, LiveSeatMap map, CancellationToken cancellation)
    {
        var asOf = map.Change;
        await using var db = database.Read();
        map.Replace(await db.ListAsync<SeatHolder>($"SELECT seat, guest_id, held_until FROM seat_claims WHERE showtime_id = {showtimeId}", cancellation), asOf);
    }

    private sealed class Entry(Showing showing)
    {
        public LiveSeatMap Map { get; } = new(showing.Plan);
        public SemaphoreSlim Reading { get; } = new(1, 1);
        public long ReadBegan { get; set; }
    }
}
