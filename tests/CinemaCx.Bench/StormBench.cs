using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CinemaCx.Cinemas;

namespace CinemaCx.Bench;

/// <summary>Exactness at full counts: many buyers, few seats. It measures nothing; what it finds wrong it throws.</summary>
internal static class StormBench
{
    private const int HallSize = 1_000;
    private const int OneSeatBuyers = 256;

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        var plan = Stage.Apart(HallSize);
        await Stage.ProgrammeAsync(ground, plan, showtimes: 3 * options.Repeats);
        var tokens = await Stage.GuestsAsync(ground, HallSize * 2);
        await using var house = await HouseProcess.StartAsync(ground, new Dictionary<string, string>(StringComparer.Ordinal) { ["RateLimits:Enabled"] = "false" });
        var tries = new List<double>();
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            var (soldOut, oneSeat, different) = (Stage.Showtime(repeat * 3 + 1), Stage.Showtime(repeat * 3 + 2), Stage.Showtime(repeat * 3 + 3));
            tries.Add(SellOut(house.Port, plan, soldOut, tokens));
            await WrittenOnceAsync(ground, soldOut, plan.Count);
            FightForOneSeat(house.Port, plan[500].Label, oneSeat, tokens);
            await WrittenOnceAsync(ground, oneSeat, seats: 1);
            NobodyInTheWay(house.Port, plan, different, tokens);
            await WrittenOnceAsync(ground, different, plan.Count);
        }

        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
        System.Console.WriteLine("audit: every rule holds");
        table.Add($"{HallSize:N0} seats x {BenchOptions.Clients} buyers", $"{Table.Median(tries):N0} tries, sold out", "", "", "", "one winner a seat, audit clean", true);
        table.Add($"{OneSeatBuyers} buyers on one seat", $"1 x 201, {OneSeatBuyers - 1} x 409", "", "", "", "one winner", true);
        table.Add($"{BenchOptions.Clients} buyers of different seats", "nobody refused", "", "", "", "nobody refused", true);
    }

    /// <summary>Every buyer takes one to four seats at random of those she has not yet been told are gone, until she knows of none.</summary>
    private static long SellOut(int port, SeatPlan plan, string showtime, string[] tokens)
    {
        var owners = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var (guest, tries, refused) = (-1, 0L, 0L);
        Load.Run(BenchOptions.Clients, lasting: null, number => new Buyer(port, wire =>
        {
            var random = new Random(number);
            var left = plan.Seats.Select(s => s.Label).ToList();
            var me = Interlocked.Increment(ref guest);
            while (left.Count > 0)
            {
                var wish = Enumerable.Range(0, Math.Min(random.Next(1, 5), left.Count)).Select(_ => left[random.Next(left.Count)]).Distinct(StringComparer.Ordinal).ToList();
                var mine = Interlocked.Increment(ref tries).ToString(CultureInfo.InvariantCulture);
                var status = wire.Call(Order(showtime, wish, tokens[me], $"storm-{showtime}-{mine}"));
                var gone = wish;
                if (status == 201)
                {
                    foreach (var seat in wish) Demand(owners.TryAdd(seat, tokens[me]), $"{seat} was sold twice");
                    // Whoever holds an order may not place another.
                    me = Interlocked.Increment(ref guest);
                }
                else
                {
                    gone = Lost(wire, status, wish);
                    Interlocked.Increment(ref refused);
                }

                left.RemoveAll(gone.Contains);
            }
        }));
        Demand(owners.Count == plan.Count, $"{plan.Count - owners.Count} seats were left unsold");
        using var look = new Wire(port);
        look.Demand(Wire.Get($"/api/v1/showtimes/{showtime}/seats"), 200);
        Demand(look.Member("\"seats\":\""u8) == new string('x', plan.Count), "the map does not show every seat taken");
        System.Console.WriteLine($"{plan.Count} seats, {BenchOptions.Clients} buyers: {tries} tries, {refused} refused, every seat sold once");
        return tries;
    }

    private static void FightForOneSeat(int port, string seat, string showtime, string[] tokens)
    {
        var winners = 0;
        Load.Run(OneSeatBuyers, lasting: null, number => new Buyer(port, wire =>
        {
            var status = wire.Call(Order(showtime, [seat], tokens[number], $"one-{showtime}"));
            if (status == 201) Interlocked.Increment(ref winners);
            else Lost(wire, status, [seat]);
        }));
        Demand(winners == 1, $"{winners} guests got {seat}");
        System.Console.WriteLine($"{OneSeatBuyers} buyers on one seat: one winner, {OneSeatBuyers - 1} were told which seat is gone");
    }

    private static void NobodyInTheWay(int port, SeatPlan plan, string showtime, string[] tokens)
    {
        Load.Run(BenchOptions.Clients, lasting: null, number => new Buyer(port, wire =>
        {
            for (var i = number; i < plan.Count; i += BenchOptions.Clients)
                wire.Demand(Order(showtime, [plan[i].Label], tokens[i], $"different-{showtime}"), 201);
        }));
        System.Console.WriteLine($"{BenchOptions.Clients} buyers of different seats: {plan.Count} orders, nobody refused");
    }

    private static byte[] Order(string showtime, List<string> seats, string token, string key) =>
        Wire.Post("/api/v1/orders", token, key, JsonSerializer.Serialize(new { showtimeId = showtime, seats }));

    /// <summary>A loser is told 409 and which of her seats are gone.</summary>
    private static List<string> Lost(Wire wire, int status, List<string> wish)
    {
        Demand(status == 409, $"409 was expected, not {wire.Text}");
        using var problem = JsonDocument.Parse(JsonOf(wire.Text));
        Demand(problem.RootElement.GetProperty("code").GetString() == "seats-taken", wire.Text);
        var seats = problem.RootElement.GetProperty("parameters").GetProperty("seats").EnumerateArray().Select(s => s.GetString()!).ToList();
        Demand(seats.Count > 0 && seats.TrueForAll(wish.Contains), wire.Text);
        return seats;
    }

    // Between chunk sizes stands one object.
    private static string JsonOf(string answer) => answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)];

    /// <summary>The books say the same: so many seats, each in one order. Then the same guests may buy again in the next scene.</summary>
    private static async Task WrittenOnceAsync(Ground ground, string showtime, int seats)
    {
        var row = (await Ground.RowsAsync(ground.Connection, $"""
            SELECT COUNT(*), COUNT(DISTINCT s.seat), (SELECT COUNT(*) FROM seat_claims c WHERE c.showtime_id = '{showtime}')
            FROM orders o JOIN order_seats s ON s.order_id = o.id WHERE o.showtime_id = '{showtime}'
            """))[0];
        Demand(Array.TrueForAll(row, n => (long)n == seats), $"{row[0]} seats are in orders, {row[1]} of them different, {row[2]} claimed; {seats} were expected");
        await Ground.ExecuteAsync(ground.Connection, "DELETE FROM guest_holds");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    private sealed class Buyer(int port, Action<Wire> buy) : IClient
    {
        private readonly Wire _wire = new(port);
        private bool _done;

        public bool Act()
        {
            if (_done) return false;
            buy(_wire);
            return _done = true;
        }

        public void Dispose() => _wire.Dispose();
    }
}
