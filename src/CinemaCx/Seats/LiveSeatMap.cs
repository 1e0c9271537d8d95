using System.Security.Cryptography;
using System.Text;
using CinemaCx.Cinemas;
using LinqToDB.Mapping;

namespace CinemaCx.Seats;

/// <summary>A seat map ready to be sent.</summary>
/// <param name="Body">UTF-8 JSON <c>{"planId":"…","seats":"..x"}</c>.</param>
/// <param name="ETag">Quoted; the same seats have the same tag on every instance.</param>
public sealed record SeatMapBody(byte[] Body, string ETag)
{
    public static SeatMapBody Of(SeatPlan plan, ReadOnlySpan<SeatState> states)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"planId":"{{plan.Id}}","seats":"{{LiveSeats.Encode(states)}}"}""");
        return new SeatMapBody(body, '"' + Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8)) + '"');
    }
}

/// <summary>Whose a seat is.</summary>
internal sealed record SeatHolder
{
    [Column("seat")] public required string Seat { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }

    /// <summary>Null: for good.</summary>
    [Column("held_until")] public DateTimeOffset? HeldUntil { get; init; }
}

/// <summary>
/// One showtime's seats in memory: until when each is somebody's. Because it knows the times, a hold that runs out is free on the millisecond without
/// being read again. What this process sells is put in at once; what others sell comes with the next reading.
/// </summary>
internal sealed class LiveSeatMap(SeatPlan plan)
{
    public const long Sold = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly SeatState[] _empty = LiveSeats.Empty(plan);
    private long[] _until = new long[plan.Count];
    private string?[] _owner = new string?[plan.Count];
    private readonly List<(long Change, int Seat, long Until)> _changes = [];
    private long _change;
    private long _readAsOf = -1;
    private long _mustReadAfter;
    private SeatMapBody? _body;
    private long _bodyUntil;

    public SeatPlan Plan => plan;

    public long LastUsed { get; set; }

    /// <summary>Number of changes seen so far; handed to <see cref="Replace"/> by whoever begins to read.</summary>
    public long Change
    {
        get
        {
            lock (_lock) return _change;
        }
    }

    /// <summary>False when it was never read, or something was released since the last reading began.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock) return _readAsOf >= _mustReadAfter;
        }
    }

    public void Take(IEnumerable<string> seats, long until)
    {
        lock (_lock)
        {
            foreach (var label in seats)
            {
                var seat = plan.IndexOf(label);
                if (seat < 0) continue;
                _until[seat] = until;
                _owner[seat] = null;
                _changes.Add((++_change, seat, until));
            }

            _body = null;
        }
    }

    public void Release()
    {
        lock (_lock) _mustReadAfter = ++_change;
    }

    /// <summary>Puts in what was read, and on top of it what changed here since the reading began.</summary>
    public void Replace(IEnumerable<SeatHolder> claims, long readAsOf)
    {
        var until = new long[plan.Count];
        var owner = new string?[plan.Count];
        foreach (var claim in claims)
        {
            var seat = plan.IndexOf(claim.Seat);
            if (seat < 0) continue;
            // A hold whose payment is still open looks free when its time is up: taking it makes the order desk settle that payment first.
            until[seat] = claim.HeldUntil?.ToUnixTimeMilliseconds() ?? Sold;
            owner[seat] = claim.GuestId;
        }

        lock (_lock)
        {
            if (readAsOf < _readAsOf) return;
            _changes.RemoveAll(c => c.Change <= readAsOf);
            foreach (var change in _changes) until[change.Seat] = change.Until;
            (_until, _owner, _readAsOf, _body) = (until, owner, readAsOf, null);
        }
    }

    public SeatState[] StatesAt(long now, string? guestId)
    {
        var states = (SeatState[])_empty.Clone();
        lock (_lock)
        {
            for (var i = 0; i < states.Length; i++)
            {
                if (_until[i] > now) states[i] = guestId is not null && _owner[i] == guestId ? SeatState.Mine : SeatState.Taken;
            }
        }

        return states;
    }

    /// <summary>The map for somebody who holds nothing, kept until a seat changes or a hold runs out.</summary>
    public SeatMapBody BodyAt(long now)
    {
        lock (_lock)
        {
            if (_body is not null && now < _bodyUntil) return _body;
            _bodyUntil = long.MaxValue;
            foreach (var until in _until)
            {
                if (until > now && until < _bodyUntil) _bodyUntil = until;
            }

            return _body = SeatMapBody.Of(plan, StatesAt(now, guestId: null));
        }
    }
}
