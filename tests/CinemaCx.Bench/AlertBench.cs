using System.Globalization;

namespace CinemaCx.Bench;

/// <summary>
/// From the tap on one star to the card in the chat: calls at fixed rates, their time counted from when they were due until the simulated platform put
/// the card before the manager; then as many as the house takes. Platform and load share a process, so one clock measures both ends.
/// </summary>
internal static class AlertBench
{
    private const int BurstSize = 5_000;

    /// <summary>Open calls wait for each other only where more than this many are under way.</summary>
    private const int Connections = 64;
    private static readonly int[] Rates = [20, 100, 500];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        if (await Ground.RowsAsync(ground.Connection, "SELECT 1 WHERE current_setting('fsync') = 'on' AND current_setting('synchronous_commit') = 'on'") is [])
            throw new InvalidOperationException("PostgreSQL runs without fsync or synchronous_commit: what it commits is not durable");
        await AlertStage.SetAsync(ground);
        var floor = await ground.CopyAsync();
        var sightings = new Sightings();
        await using var stage = await AlertStage.OpenAsync(ground, sightings);
        var scene = new AlertScene(ground, stage, sightings);
        using var bare = await BareProcess.StartAsync(ground, await WarmAsync(scene));

        var (floors, burstFloors, bursts) = (new List<AlertFloor>(), new List<double>(), new List<AlertFigures>());
        var open = Rates.ToDictionary(r => r, _ => new List<AlertFigures>());
        var presses = new List<(double Own, double All)>();
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            floors.Add(await AlertFloor.MeasureAsync(floor, bare.Port, TimeSpan.FromSeconds(Math.Min(5, options.Seconds))));
            foreach (var rate in Rates) open[rate].Add(await scene.RunAsync($"{rate}/s", rate * options.Seconds, rate, Connections));
            await AlertStage.ClearAsync(floor);
            burstFloors.Add(await PgBench.RunAsync(floor, "answer.sql", pipelined: true, options.Duration, BenchOptions.Clients, AlertFloor.Now));
            System.Console.WriteLine($"pgbench, pipelined: {Table.PerSecond(burstFloors[^1])}");
            bursts.Add(await scene.RunAsync($"burst of {BurstSize:N0}", BurstSize, perSecond: null, BenchOptions.Clients));
            presses.AddRange(await PressBench.RunAsync(scene, (100 + options.Repeats - 1) / options.Repeats));
            // The last cards still stand: the books are looked at before they are cleared.
            if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
        }

        foreach (var rate in Rates) Report(table, rate, open[rate], floors);
        Report(table, bursts, burstFloors);
        PressBench.Report(table, presses);
    }

    /// <summary>The first calls compile the house: one by one, then many, then a press.</summary>
    /// <returns>What the house answers.</returns>
    private static async Task<byte[]> WarmAsync(AlertScene scene)
    {
        using var wire = new Wire(scene.Stage.House.Port);
        wire.Demand(AlertStage.Answers(1)[0], 201);
        var answer = wire.Body.ToArray();
        await scene.Sightings.ArrivalsAsync(1, Patience);
        await scene.RunAsync("warming up, 100/s", 2_000, perSecond: 100, Connections);
        await scene.RunAsync("warming up, burst", 8_000, perSecond: null, BenchOptions.Clients);
        await PressBench.RunAsync(scene, 10);
        return answer;
    }

    private static void Report(Table table, int rate, List<AlertFigures> figures, List<AlertFloor> floors)
    {
        var (p50, p99) = (Table.Median(figures.Select(f => f.P50)), Table.Median(figures.Select(f => f.P99)));
        var floor = floors.ConvertAll(f => f.OfRate(rate));
        var (due, met) = rate < 500 ? ("p50 <= 8 ms, p99 <= 40 ms", p50 <= 8 && p99 <= 40) : ("p99 <= 250 ms", p99 <= 250);
        table.Add(
            $"star to card, {rate}/s", "p50 " + Table.Ms(p50), Table.Ms(p99),
            $"p50 of a bare POST {Table.Ms(Table.Median(floor.Select(f => f.Post)))} + an answer's commit {Table.Ms(Table.Median(floor.Select(f => f.Commit)))}",
            Table.Ratio(Table.Median(figures.Zip(floor, (f, b) => f.P50 / (b.Post + b.Commit)))), due, met);
        table.Add("  answered durably", "p50 " + Table.Ms(Table.Median(figures.Select(f => f.AcceptP50))), Table.Ms(Table.Median(figures.Select(f => f.AcceptP99))), "", "", "", null);
    }

    private static void Report(Table table, List<AlertFigures> bursts, List<double> floors)
    {
        var rate = Table.Median(bursts.Select(b => b.Accepted));
        var last = Table.Median(bursts.Select(b => b.LastCardSeconds));
        table.Add(
            $"burst of {BurstSize:N0}, answered durably", Table.PerSecond(rate), Table.Ms(Table.Median(bursts.Select(b => b.AcceptP99))),
            $"pgbench, same statements, pipelined {Table.PerSecond(Table.Median(floors))}", Table.Ratio(Table.Median(bursts.Zip(floors, (b, f) => b.Accepted / f))), ">= 1,000/s", rate >= 1_000);
        table.Add("  last first card after", string.Create(CultureInfo.InvariantCulture, $"{last:0.0} s"), "", "", "", "<= 8 s", last <= 8);
    }
}

/// <summary>What one answer costs this machine with nothing of ours in between.</summary>
/// <param name="Posts">Rate to the median of a bare POST at that rate, in milliseconds.</param>
/// <param name="Commit">One client's statements of an accepted answer with their commit, in milliseconds.</param>
internal sealed record AlertFloor(IReadOnlyDictionary<int, double> Posts, double Commit)
{
    public static (string Name, long Value) Now => ("now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public (double Post, double Commit) OfRate(int rate) => (Posts[rate], Commit);

    public static async Task<AlertFloor> MeasureAsync(string database, int barePort, TimeSpan lasting)
    {
        var posts = new Dictionary<int, double>();
        foreach (var rate in new[] { 20, 100, 500 })
        {
            var requests = AlertStage.Answers((int)(rate * lasting.TotalSeconds)).Select(r => Redirect(r)).ToArray();
            var histogram = OpenLoad.Milliseconds(OpenLoad.Run(barePort, requests, rate, connections: 64, status: 201).Select(s => s.Ms));
            posts[rate] = histogram.GetValueAtPercentile(50) / 1000.0;
        }

        var commit = 1000 / await PgBench.RunAsync(database, "answer.sql", pipelined: true, lasting, clients: 1, Now);
        System.Console.WriteLine($"bare POST, p50: {string.Join(", ", posts.Select(p => $"{p.Key}/s {Table.Ms(p.Value)}"))}; an answer's commit {Table.Ms(commit)}");
        return new AlertFloor(posts, commit);
    }

    /// <summary>The same request to the bare server's path, which is shorter.</summary>
    private static byte[] Redirect(byte[] request) =>
        System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.ASCII.GetString(request).Replace("/api/v1/feedback", "/answers", StringComparison.Ordinal));
}
