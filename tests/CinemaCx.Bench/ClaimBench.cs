namespace CinemaCx.Bench;

/// <summary>A storm on one coupon over HTTP, durably: every call another guest, all of the same offer, until the last one is gone.</summary>
internal static class ClaimBench
{
    private const double Due = 1_500;

    /// <summary>More than any machine this was tried on does in a second; guests are made for that many.</summary>
    private const int MostPerSecond = 5_000;

    /// <summary>How many there are: a thirtieth of those who ask in the second storm.</summary>
    private const int Scarce = 500;

    private static readonly Dictionary<string, string> Unlimited = new(StringComparer.Ordinal) { ["RateLimits:Enabled"] = "false" };

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        var calls = options.Seconds * MostPerSecond;
        var tokens = await Stage.GuestsAsync(ground, calls);
        await OfferAsync(ground.Connection, calls * 10);
        var floor = await ground.CopyAsync();
        (string Name, long Value)[] variables = [("guests", calls - 1), ("now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())];
        var (plain, piped, claimed) = (new List<double>(), new List<double>(), new List<LoadResult>());
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            foreach (var figures in new[] { plain, piped })
            {
                await ClearAsync(floor);
                figures.Add(await PgBench.RunAsync(floor, "claim.sql", pipelined: figures == piped, options.Duration, BenchOptions.Clients, variables));
                System.Console.WriteLine($"pgbench{(figures == piped ? ", pipelined" : "")}: {Table.PerSecond(figures[^1])}");
            }

            claimed.Add(await MeasureAsync(ground, options, tokens));
        }

        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
        var rate = Table.Median(claimed.Select(c => c.Rate));
        table.Add(
            "claim one coupon", Table.PerSecond(rate), Table.Ms(Table.Median(claimed.Select(c => c.P99Ms))), $"pgbench {Table.PerSecond(Table.Median(plain))}",
            Table.Ratio(Table.Median(claimed.Zip(plain, (c, p) => c.Rate / p))), ">= 1,500/s", rate >= Due);
        table.Add(
            "  against one round trip", Table.PerSecond(rate), "", $"pgbench, pipelined {Table.PerSecond(Table.Median(piped))}",
            Table.Ratio(Table.Median(claimed.Zip(piped, (c, p) => c.Rate / p))), "", null);
        await ToTheLastAsync(ground, options, table, tokens);
    }

    private static async Task<LoadResult> MeasureAsync(Ground ground, BenchOptions options, string[] tokens)
    {
        await ClearAsync(ground.Connection);
        await using var house = await HouseProcess.StartAsync(ground, Unlimited);
        var requests = Array.ConvertAll(tokens, Request);
        // The first calls compile the house: one client first, then all.
        var (alone, warm) = (100, Math.Min(requests.Length / 4, 8_000));
        Run(house, requests.AsMemory(0, alone), clients: 1, lasting: null, 201);
        Run(house, requests.AsMemory(alone, warm), BenchOptions.Clients, lasting: null, 201);
        var cpu = house.Cpu;
        var result = Run(house, requests.AsMemory(alone + warm), BenchOptions.Clients, options.Duration, 201);
        System.Console.WriteLine(
            $"claim: {Table.PerSecond(result.Rate)}, p50 {Table.Ms(result.P50Ms)}, p99 {Table.Ms(result.P99Ms)}, CPU of the house {Table.Ms((house.Cpu - cpu).TotalMilliseconds / result.Done)} each");
        return result;
    }

    /// <summary>Thirty times as many ask as there are: exactly so many get one.</summary>
    private static async Task ToTheLastAsync(Ground ground, BenchOptions options, Table table, string[] tokens)
    {
        await Ground.ExecuteAsync(ground.Connection, "DELETE FROM coupon_slots; UPDATE coupon_templates SET retired_at = NULL");
        await ClearAsync(ground.Connection);
        await OfferAsync(ground.Connection, Scarce);
        await using var house = await HouseProcess.StartAsync(ground, Unlimited);
        var (taken, refused) = (0, 0);
        var next = -1;
        var requests = Array.ConvertAll(tokens[..Math.Min(tokens.Length, Scarce * 30)], Request);
        var storm = Load.Run(BenchOptions.Clients, lasting: null, _ => new Claimer(house.Port, () =>
        {
            var mine = Interlocked.Increment(ref next);
            return mine < requests.Length ? requests[mine] : null;
        }, expect: null, status => _ = status == 201 ? Interlocked.Increment(ref taken) : Interlocked.Increment(ref refused)));
        System.Console.WriteLine($"to the last: {taken} of {Scarce} taken, {refused} refused, {Table.PerSecond(storm.Rate)}");
        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
        table.Add($"  {requests.Length} ask for {Scarce}", $"{taken} taken", Table.Ms(storm.P99Ms), Table.PerSecond(storm.Rate), "", $"exactly {Scarce}", taken == Scarce);
    }

    private static LoadResult Run(HouseProcess house, ReadOnlyMemory<byte[]> requests, int clients, TimeSpan? lasting, int expect)
    {
        var next = -1;
        return Load.Run(clients, lasting, _ => new Claimer(house.Port, () =>
        {
            var mine = Interlocked.Increment(ref next);
            return mine < requests.Length ? requests.Span[mine] : null;
        }, expect, _ => { }));
    }

    private static byte[] Request(string token) => Wire.Post("/api/v1/coupon-templates/cpt_bench/claims", token, "claim", "{}");

    private static Task OfferAsync(string connection, int many) => Ground.ExecuteAsync(connection, $"""
        INSERT INTO coupon_templates
            (id, code, name, kind, amount_fen, min_spend_fen, basis, position, stacking, per_order_limit, valid_days, total_limit, per_guest_limit, claim_from_at, created_at)
        VALUES ('cpt_bench', 'bench', '15元券', 'cash', 1500, 6000, 'discounted', 500, 'together', 1, 30, {many}, 1, 0, 0)
        ON CONFLICT (id) DO UPDATE SET total_limit = excluded.total_limit;
        INSERT INTO coupon_slots (template_id, slot, issued, most)
        SELECT 'cpt_bench', n, 0, {many} / 16 + CASE WHEN n < {many} % 16 THEN 1 ELSE 0 END FROM generate_series(0, 15) AS n;
        """);

    private static Task ClearAsync(string connection) => Ground.ExecuteAsync(
        connection, "TRUNCATE coupon_uses, coupon_bulk_guests, coupon_events, coupons, coupon_holders; UPDATE coupon_slots SET issued = 0; CHECKPOINT;");

    private sealed class Claimer(int port, Func<byte[]?> next, int? expect, Action<int> seen) : IClient
    {
        private readonly Wire _wire = new(port);

        public bool Act()
        {
            if (next() is not { } request) return false;
            if (expect is { } status) _wire.Demand(request, status);
            else seen(_wire.Call(request));
            return true;
        }

        public void Dispose() => _wire.Dispose();
    }
}
