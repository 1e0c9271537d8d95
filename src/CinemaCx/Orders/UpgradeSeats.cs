using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <summary>Timer of a showtime: members whose tier brings it are moved to a better zone where it has seats.</summary>
public sealed record UpgradeDue(string ShowtimeId);

/// <summary>
/// 免费升座: whoever stands in line longest comes first, a party stays together, and every order is moved at most once. New seats, tickets and the freeing
/// of the old ones are one transaction; a buyer who is quicker by a moment has the seat.
/// </summary>
public sealed class UpgradeSeats(Database database, ShowtimeCatalog showtimes, TierRules tiers, LiveSeatMaps seatMaps, MoveSeats move, TimeProvider time)
    : IEventHandler<UpgradeDue>
{
    private const int Tries = 3;

    internal static string TimerOf(string showtimeId) => "upgrade_" + showtimeId;

    public async Task<Delivery> HandleAsync(UpgradeDue news, CancellationToken cancellation)
    {
        var (now, rule) = (time.Now(), (await tiers.CurrentAsync(cancellation)).Rule);
        var showing = await showtimes.FindAsync(news.ShowtimeId, cancellation);
        if (showing is null || showing.Showtime.CancelledAt is not null || now >= showing.Showtime.StartsAt) return Delivery.Done;
        var moments = rule.Tiers.Where(t => t.UpgradeMinutes is not null)
            .Select(t => (t.Tier, At: showing.Showtime.StartsAt.AddMinutes(-t.UpgradeMinutes!.Value))).ToList();
        var whose = moments.Where(m => m.At <= now).Select(m => (Tier?)m.Tier).ToList();
        if (whose.Count > 0)
        {
            foreach (var order in await InLineAsync(showing.Id, whose, cancellation)) await UpgradeAsync(showing, order, cancellation);
        }

        // Another tier's moment may come later, or the showtime was moved to a later hour.
        return moments.Where(m => m.At > now).Select(m => (DateTimeOffset?)m.At).Min() is { } next ? Delivery.AgainAt(next) : Delivery.Done;
    }

    private async Task<List<string>> InLineAsync(string showtimeId, List<Tier?> whose, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<OrderRow>().Where(o => o.ShowtimeId == showtimeId && o.State == OrderState.Paid && whose.Contains(o.Tier))
            .OrderBy(o => o.PlacedAt).ThenBy(o => o.Id).Select(o => o.Id).ToListAsync(cancellation);
    }

    private async Task UpgradeAsync(Showing showing, string orderId, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            OrderRecord record;
            await using (var db = database.Read()) record = (await db.FindOrderAsync(orderId, cancellation))!;
            var states = await seatMaps.StatesAsync(showing, cancellation);
            if (Better(showing, states, record) is not { } better || await move.RunAsync(record, better, cancellation)) return;
            // A seat went to a buyer, or one of theirs was given back: the next look sees it.
            seatMaps.Forget(showing.Id);
        }
    }

    /// <returns>For each seat of the party another of a dearer zone, the dearest that has room for all of them side by side; null when there is none.</returns>
    internal static IReadOnlyList<SeatMove>? Better(Showing showing, ReadOnlySpan<SeatState> states, OrderRecord record)
    {
        var seats = record.Seats.Where(s => s.RefundId is null).Select(s => showing.Plan.Find(s.Seat)!).OrderBy(s => s.Y).ThenBy(s => s.X).ToList();
        // Couples and those who need a place for a wheelchair chose what they sit on.
        if (seats.Count == 0 || seats.Exists(s => s.Kind != SeatKind.Standard)) return null;
        var dearest = seats.Max(s => showing.Prices[s.Zone].ListFen);
        foreach (var zone in showing.Prices.Values.Where(p => p.ListFen > dearest).OrderByDescending(p => p.ListFen))
        {
            if (BestSeats.Choose(showing.Plan, states, new BestSeatsRequest(seats.Count, Zone: zone.Zone)) is not { } found) continue;
            var chosen = found.Select(l => showing.Plan.Find(l)!).OrderBy(s => s.Y).ThenBy(s => s.X).ToList();
            if (chosen.TrueForAll(s => s.Kind == SeatKind.Standard) && IsSideBySide(chosen)) return [.. seats.Zip(chosen, (from, to) => new SeatMove(from, to))];
        }

        return null;
    }

    private static bool IsSideBySide(List<Seat> seats) => seats.Skip(1).Select((seat, i) => seat.Y == seats[i].Y && seat.X == seats[i].X + 1).All(beside => beside);
}

internal sealed record SeatMove(Seat From, Seat To);

/// <summary>A guest's seats were moved to a better zone, for nothing.</summary>
/// <param name="From">Labels, in the order of <paramref name="To"/>.</param>
/// <param name="To">As the guest reads them: <c>F排7座</c>.</param>
public sealed record SeatsUpgraded(string OrderId, string GuestId, string ShowtimeId, IReadOnlyList<string> From, IReadOnlyList<string> To, string Zone);

/// <summary>Moves the seats of a paid order, once: claims, seats, tickets and the bill say the new ones, and nothing the old.</summary>
public sealed class MoveSeats(Database database, ITicketDesk tickets, LiveSeatMaps seatMaps, Outbox outbox, TimeProvider time)
{
    /// <returns>False when a seat was taken, given back or entered meanwhile, and nothing was done.</returns>
    internal async Task<bool> RunAsync(OrderRecord record, IReadOnlyList<SeatMove> moves, CancellationToken cancellation)
    {
        var (order, now) = (record.Order, time.Now());
        var (from, to) = (moves.Select(m => m.From.Label).ToList(), moves.Select(m => m.To.Label).ToList());
        var script = new Script();
        var once = script.Ask($"""
            INSERT INTO seat_upgrades (order_id, guest_id, showtime_id, from_seats, to_seats, upgraded_at)
            VALUES ({order.Id}, {order.GuestId}, {order.ShowtimeId}, {string.Join(',', from)}, {string.Join(',', to)}, {now})
            ON CONFLICT (order_id) DO NOTHING RETURNING order_id
            """);
        var sold = SeatClaims.SellAgain(script, order.ShowtimeId, [.. to.Order(StringComparer.Ordinal)], order.Id, order.GuestId, now);
        var moved = moves.Select(m => script.Ask($"""
            UPDATE order_seats SET seat = {m.To.Label}, zone = {m.To.Zone} WHERE order_id = {order.Id} AND seat = {m.From.Label} AND refund_id IS NULL RETURNING seat
            """)).ToList();
        var follow = moves.Select(m => tickets.Move(script, order.Id, m.From.Label, m.To.Label)).ToList();
        var freed = SeatClaims.ReleaseSold(script, order.ShowtimeId, from, order.Id);
        script.Do($"UPDATE orders SET price_lines = {Bill(order, moves)} WHERE id = {order.Id}");
        outbox.Record(script, new SeatsUpgraded(order.Id, order.GuestId, order.ShowtimeId, from, [.. moves.Select(m => m.To.Spoken)], moves[0].To.Zone));

        await using var db = await database.BeginAsync(cancellation);
        var results = await db.RunAsync(script, cancellation);
        if (results[once].Count == 0) return true;
        if (results[sold].Count != to.Count || results[freed].Count != from.Count || moved.Concat(follow).Any(m => results[m].Count != 1)) return false;
        await db.CommitAsync(cancellation);
        outbox.Wake();
        seatMaps.Forget(order.ShowtimeId);
        return true;
    }

    /// <summary>The bill as it was, under the new seats' names.</summary>
    private static string Bill(OrderRow order, IReadOnlyList<SeatMove> moves)
    {
        var names = moves.ToDictionary(m => m.From.Label, m => m.To.Label, StringComparer.Ordinal);
        var lines = JsonSerializer.Deserialize<PriceLine[]>(order.PriceLines)!.Select(l => l with { Seat = names.GetValueOrDefault(l.Seat, l.Seat) });
        var upgrades = moves.Select(m => new PriceLine(
            m.To.Label, "upgrade", $"免费升座 {m.From.Spoken}→{m.To.Spoken}", Fen.Zero, $"{TierWords.Name(order.Tier!.Value)}权益：升至{m.To.Zone}"));
        return JsonSerializer.Serialize(lines.Concat(upgrades).ToList());
    }
}
