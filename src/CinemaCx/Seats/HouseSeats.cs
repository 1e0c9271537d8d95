using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Seats;

/// <summary>How a seat stands for the house, which may know what guests may not.</summary>
public enum HouseSeatState : byte
{
    Free,

    /// <summary>Somebody's for the moment, or her payment is not settled yet.</summary>
    Held,
    Sold,

    /// <summary>Not on sale.</summary>
    Blocked,
}

/// <param name="OrderId">Whose it is; null while it is nobody's.</param>
/// <param name="HeldUntil">Of a hold only.</param>
public sealed record HouseSeat(Seat Seat, HouseSeatState State, string? OrderId = null, DateTimeOffset? HeldUntil = null);

/// <summary>How many of a showtime's seats are somebody's.</summary>
public sealed record SeatCount(long Sold, long Held)
{
    public static readonly SeatCount None = new(0, 0);
}

/// <summary>What the house asks about seats, always read now: what staff see is what the database says.</summary>
public sealed class HouseSeats(Database database, TimeProvider time)
{
    /// <summary>Every seat of the plan the showtime is sold on, in plan order.</summary>
    public async Task<IReadOnlyList<HouseSeat>> OfAsync(Showing showing, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var claims = (await db.GetTable<SeatClaimRow>().Where(c => c.ShowtimeId == showing.Id).ToListAsync(cancellation))
            .Where(c => Counts(c, now)).ToDictionary(c => c.Seat, StringComparer.Ordinal);
        return [.. showing.Plan.Seats.Select(seat => claims.TryGetValue(seat.Label, out var claim)
            ? new HouseSeat(seat, claim.Kind == ClaimKind.Sold ? HouseSeatState.Sold : HouseSeatState.Held, claim.OrderId, claim.HeldUntil)
            : new HouseSeat(seat, seat.Block == SeatBlock.None ? HouseSeatState.Free : HouseSeatState.Blocked))];
    }

    /// <summary>By showtime; those that nobody has seats of are absent.</summary>
    public async Task<IReadOnlyDictionary<string, SeatCount>> CountAsync(IReadOnlyCollection<string> showtimeIds, CancellationToken cancellation)
    {
        if (showtimeIds.Count == 0) return new Dictionary<string, SeatCount>(StringComparer.Ordinal);
        var now = time.Now();
        await using var db = database.Read();
        var counts = await db.GetTable<SeatClaimRow>()
            .Where(c => showtimeIds.Contains(c.ShowtimeId) && (c.HeldUntil == null || c.HeldUntil > now || c.PaymentId != null))
            .GroupBy(c => new { c.ShowtimeId, c.Kind })
            .Select(g => new { g.Key.ShowtimeId, g.Key.Kind, Count = g.LongCount() }).ToListAsync(cancellation);
        return counts.GroupBy(c => c.ShowtimeId, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => new SeatCount(g.Where(c => c.Kind == ClaimKind.Sold).Sum(c => c.Count), g.Where(c => c.Kind == ClaimKind.Hold).Sum(c => c.Count)),
            StringComparer.Ordinal);
    }

    /// <summary>A hold whose payment the platform may still take is not free, whatever its time says.</summary>
    private static bool Counts(SeatClaimRow claim, DateTimeOffset now) => claim.HeldUntil is not { } until || until > now || claim.PaymentId is not null;
}
