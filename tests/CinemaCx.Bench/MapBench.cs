namespace CinemaCx.Bench;

/// <summary>The live seat map of a hall of 300, a third of it taken: looked at by anybody, by a guest, and by a client that has it already.</summary>
internal static class MapBench
{
    private const int HallSize = 300;

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        var plan = Stage.Rows(HallSize);
        await Stage.ProgrammeAsync(ground, plan, showtimes: 1);
        var tokens = await Stage.GuestsAsync(ground, BenchOptions.Clients);
        var until = TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds();
        var taken = string.Join(", ", plan.Seats.Take(HallSize / 3).Select(s => $"('sht_bench_1', '{s.Label}', 'hold', 'ord_bench', '{Stage.Guest(0)}', {until})"));
        await Ground.ExecuteAsync(ground.Connection, $"INSERT INTO seat_claims (showtime_id, seat, kind, order_id, guest_id, held_until) VALUES {taken}");

        await using var house = await HouseProcess.StartAsync(ground, new Dictionary<string, string>(StringComparer.Ordinal) { ["RateLimits:Enabled"] = "false" });
        const string Path = "/api/v1/showtimes/sht_bench_1/seats";
        using var look = new Wire(house.Port);
        look.Demand(Wire.Get(Path), 200);
        var (body, etag) = (look.Body.ToArray(), look.Header("ETag: "u8));
        if (body.Length > 1024) throw new InvalidOperationException($"The map has {body.Length} bytes");
        using var bare = await BareProcess.StartAsync(ground, body);

        Scene[] scenes =
        [
            new("seat map, anybody", house.Port, [Wire.Get(Path)], 200),
            new("bare, 200", bare.Port, [Wire.Get("/seats")], 200),
            new("seat map, unchanged (304)", house.Port, [Wire.Get(Path, etag: etag)], 304),
            new("bare, 304", bare.Port, [Wire.Get("/seats", etag: BareServer.ETag)], 304),
            new("seat map, signed in", house.Port, [.. tokens.Select(t => Wire.Get(Path, t))], 200),
        ];
        foreach (var scene in scenes) Measure(scene, TimeSpan.FromSeconds(Math.Min(3, options.Seconds)));
        var figures = scenes.ToDictionary(s => s.Name, _ => new List<LoadResult>(), StringComparer.Ordinal);
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            foreach (var scene in scenes)
            {
                figures[scene.Name].Add(Measure(scene, options.Duration));
                System.Console.WriteLine($"{scene.Name}: {Table.PerSecond(figures[scene.Name][^1].Rate)}");
            }
        }

        Report(table, figures["seat map, anybody"], figures["bare, 200"], $"seat map of {HallSize}, {body.Length} bytes", ">= 0.60");
        Report(table, figures["seat map, unchanged (304)"], figures["bare, 304"], "  unchanged (304)", "");
        Report(table, figures["seat map, signed in"], figures["bare, 200"], "  signed in, own seats read afresh", "");
    }

    private static LoadResult Measure(Scene scene, TimeSpan lasting) =>
        Load.Run(BenchOptions.Clients, lasting, number => new Onlooker(scene, scene.Requests[number % scene.Requests.Length]));

    private static void Report(Table table, List<LoadResult> ours, List<LoadResult> bare, string operation, string due)
    {
        var ratio = Table.Median(ours.Zip(bare, (o, b) => o.Rate / b.Rate));
        table.Add(
            operation, Table.PerSecond(Table.Median(ours.Select(o => o.Rate))), Table.Ms(Table.Median(ours.Select(o => o.P99Ms))),
            $"bare Kestrel, same bytes {Table.PerSecond(Table.Median(bare.Select(b => b.Rate)))}", Table.Ratio(ratio), due, due.Length == 0 ? null : ratio >= 0.6);
    }

    private sealed record Scene(string Name, int Port, byte[][] Requests, int Status);

    private sealed class Onlooker(Scene scene, byte[] request) : IClient
    {
        private readonly Wire _wire = new(scene.Port);

        public bool Act()
        {
            _wire.Demand(request, scene.Status);
            return true;
        }

        public void Dispose() => _wire.Dispose();
    }
}
