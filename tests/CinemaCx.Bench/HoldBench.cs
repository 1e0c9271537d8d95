using CinemaCx.Cinemas;

namespace CinemaCx.Bench;

/// <summary>Holding two seats over HTTP, durably: every call another guest and other seats, as on the morning a big film goes on sale.</summary>
internal static class HoldBench
{
    private const int HallSize = 300;

    /// <summary>More than any machine this was tried on does in a second; guests and seats are made for that many.</summary>
    private const int MostPerSecond = 4_000;

    private static readonly Dictionary<string, string> Unlimited = new(StringComparer.Ordinal) { ["RateLimits:Enabled"] = "false" };

    private static readonly Dictionary<string, string> Generous = new(StringComparer.Ordinal)
    {
        ["RateLimits:Permits:buy"] = "6000000",
        ["RateLimits:Permits:buy-address"] = "6000000",
    };

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        var plan = Stage.Rows(HallSize);
        var calls = options.Seconds * MostPerSecond;
        var showtimes = calls * 2 / HallSize + 1;
        await Stage.ProgrammeAsync(ground, plan, showtimes);
        var tokens = await Stage.GuestsAsync(ground, calls);
        var floor = await ground.CopyAsync();

        (string Name, long Value)[] variables = [("guests", calls - 1), ("showtimes", showtimes), ("now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())];
        var (plain, piped, held, limited) = (new List<double>(), new List<double>(), new List<LoadResult>(), new List<LoadResult>());
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            foreach (var figures in new[] { plain, piped })
            {
                await Stage.ClearSalesAsync(floor);
                figures.Add(await PgBench.RunAsync(floor, "hold.sql", pipelined: figures == piped, options.Duration, BenchOptions.Clients, variables));
                System.Console.WriteLine($"pgbench{(figures == piped ? ", pipelined" : "")}: {Table.PerSecond(figures[^1])}");
            }

            held.Add(await MeasureAsync(ground, options, Unlimited, plan, tokens));
            if (repeat == 0) limited.Add(await MeasureAsync(ground, options, Generous, plan, tokens));
        }

        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
        Report(table, plain, piped, held, limited);
    }

    private static async Task<LoadResult> MeasureAsync(Ground ground, BenchOptions options, Dictionary<string, string> settings, SeatPlan plan, string[] tokens)
    {
        await Stage.ClearSalesAsync(ground.Connection);
        await using var house = await HouseProcess.StartAsync(ground, settings);
        // The first calls compile the house, and must not take the seats of those that are counted: one client first, then all.
        var requests = Requests(plan, tokens);
        var (alone, warm) = (100, Math.Min(requests.Length / 4, 12_000));
        Run(house, requests.AsMemory(0, alone), clients: 1, lasting: null);
        Run(house, requests.AsMemory(alone, warm), BenchOptions.Clients, lasting: null);
        var cpu = house.Cpu;
        var result = Run(house, requests.AsMemory(alone + warm), BenchOptions.Clients, options.Duration);
        var each = (house.Cpu - cpu).TotalMilliseconds / result.Done;
        System.Console.WriteLine($"hold: {Table.PerSecond(result.Rate)}, p50 {Table.Ms(result.P50Ms)}, p99 {Table.Ms(result.P99Ms)}, CPU of the house {Table.Ms(each)} each");
        return result;
    }

    private static LoadResult Run(HouseProcess house, ReadOnlyMemory<byte[]> requests, int clients, TimeSpan? lasting)
    {
        var next = -1;
        return Load.Run(clients, lasting, _ => new Holder(house.Port, () =>
        {
            var mine = Interlocked.Increment(ref next);
            return mine < requests.Length ? requests.Span[mine] : null;
        }));
    }

    /// <summary>Pairs of seats of all showtimes, shuffled: about forty showtimes are asked for at the same time.</summary>
    private static byte[][] Requests(SeatPlan plan, string[] tokens)
    {
        const int AtOnce = 40;
        var pairs = plan.Count / 2;
        var requests = new byte[tokens.Length][];
        var random = new Random(7);
        for (var first = 0; first < tokens.Length; first += pairs * AtOnce)
        {
            var block = Enumerable.Range(first, Math.Min(pairs * AtOnce, tokens.Length - first)).ToArray();
            random.Shuffle(block);
            for (var i = 0; i < block.Length; i++)
            {
                var (showtime, pair) = (block[i] / pairs + 1, block[i] % pairs);
                var body = $$"""{"showtimeId":"{{Stage.Showtime(showtime)}}","seats":["{{plan[pair * 2].Label}}","{{plan[pair * 2 + 1].Label}}"]}""";
                requests[first + i] = Wire.Post("/api/v1/orders", tokens[first + i], $"hold-{first + i}", body);
            }
        }

        return requests;
    }

    private static void Report(Table table, List<double> plain, List<double> piped, List<LoadResult> held, List<LoadResult> limited)
    {
        var rate = Table.Median(held.Select(h => h.Rate));
        var p99 = Table.Median(held.Select(h => h.P99Ms));
        var ratio = Table.Median(held.Zip(plain, (h, p) => h.Rate / p));
        var strict = Table.Median(held.Zip(piped, (h, p) => h.Rate / p));
        table.Add(
            "hold 2 seats", Table.PerSecond(rate), Table.Ms(p99), $"pgbench {Table.PerSecond(Table.Median(plain))}", Table.Ratio(ratio),
            ">= 2,000/s or >= 0.40; p99 <= 50 ms", (rate >= 2000 || ratio >= 0.4) && p99 <= 50);
        table.Add("  against one round trip", Table.PerSecond(rate), "", $"pgbench, pipelined {Table.PerSecond(Table.Median(piped))}", Table.Ratio(strict), "", null);
        table.Add(
            "  with rate limits on", Table.PerSecond(limited[0].Rate), Table.Ms(limited[0].P99Ms), $"limits off {Table.PerSecond(held[0].Rate)}",
            Table.Ratio(limited[0].Rate / held[0].Rate), "", null);
    }

    private sealed class Holder(int port, Func<byte[]?> next) : IClient
    {
        private readonly Wire _wire = new(port);

        public bool Act()
        {
            if (next() is not { } request) return false;
            _wire.Demand(request, 201);
            return true;
        }

        public void Dispose() => _wire.Dispose();
    }
}
