using System.Collections.Concurrent;
using CinemaCx.Cinemas;
using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace CinemaCx.Bench;

/// <summary>The rows a bench needs before anybody calls: one cinema, one hall, many showtimes in it, many signed-in guests.</summary>
internal static class Stage
{
    /// <summary>Rows of twenty seats side by side; chosen in pairs from the left they leave nobody stranded.</summary>
    public static SeatPlan Rows(int seats) => SeatPlan.Build(Enumerable.Range(0, seats).Select(i => new SeatDefinition
    {
        Row = ((char)('A' + i / 20 / 26)).ToString() + (char)('A' + i / 20 % 26),
        Number = $"{i % 20 + 1}",
        X = i % 20,
        Y = i / 20,
    })).Required;

    /// <summary>Every seat by itself, so that any choice of any seats is allowed.</summary>
    public static SeatPlan Apart(int seats) => SeatPlan.Build(Rows(seats).Seats.Select(s => new SeatDefinition { Row = s.Row, Number = s.Number, X = s.X * 2, Y = s.Y })).Required;

    public static string Showtime(int number) => $"sht_bench_{number}";

    public static string Guest(int number) => $"gst_bench_{number}";

    /// <summary>Showtimes 1 to <paramref name="showtimes"/> of a hall with this plan, tomorrow, with a list price and a member price as the sample has.</summary>
    public static Task ProgrammeAsync(Ground ground, SeatPlan plan, int showtimes)
    {
        var starts = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        return Ground.ExecuteAsync(ground.Connection, $"""
            INSERT INTO cinemas (id, code, name, city, address, time_zone) VALUES ('cin_bench', 'BENCH', '量影城', '北京', '测速路 1 号', 'Asia/Shanghai');
            INSERT INTO seat_plans (id, body) VALUES ('{plan.Id}', '{System.Text.Encoding.UTF8.GetString(plan.ToJson().Span)}');
            INSERT INTO halls (id, cinema_id, code, name, tags, plan_id) VALUES ('hall_bench', 'cin_bench', '1', '1号厅', '[]', '{plan.Id}');
            INSERT INTO films (id, code, title, genres, film_cast, directors, minutes, lowest_price_fen)
            VALUES ('flm_bench', '001X00000001', '测速', '[]', '[]', '[]', 120, 3500);
            INSERT INTO showtimes (id, cinema_id, code, hall_id, film_id, plan_id, starts_at, ends_at, language, format, business_day, service_fee_fen, sale_closes_at)
            SELECT 'sht_bench_' || n, 'cin_bench', 'S' || n, 'hall_bench', 'flm_bench', '{plan.Id}', {starts}, {starts} + 7200000, '国语', '2D', '2030-01-01', 300, {starts} + 600000
            FROM generate_series(1, {showtimes}) AS n;
            INSERT INTO showtime_prices (showtime_id, zone, list_price_fen, member_price_fen)
            SELECT 'sht_bench_' || n, 'A', 5800, 5400 FROM generate_series(1, {showtimes}) AS n;
            """);
    }

    /// <summary>Signs guests in as the house does, all but the platform's part; their commits alone do not wait for the disk.</summary>
    /// <returns>A token for each of the guests 0, 1, ….</returns>
    public static async Task<string[]> GuestsAsync(Ground ground, int count)
    {
        await Ground.ExecuteAsync(ground.Connection, $"""
            INSERT INTO guests (id, open_id, created_at) SELECT 'gst_bench_' || n, 'oBench' || n, 0 FROM generate_series(0, {count - 1}) AS n
            """);
        var hasty = new NpgsqlConnectionStringBuilder(ground.Connection) { Options = "-c synchronous_commit=off", MaxPoolSize = 16 }.ConnectionString;
        await using var database = new Database(new DatabaseOptions { ConnectionString = hasty });
        await using var redis = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = ground.Redis, KeyPrefix = ground.RedisPrefix }), NullLogger<RedisConnection>.Instance);
        var sessions = new GuestSessions(database, redis, TimeProvider.System, Options.Create(new SessionOptions()));
        var tokens = new string[count];
        await Parallel.ForEachAsync(Partitioner.Create(0, count, 500).GetDynamicPartitions(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (range, cancellation) =>
        {
            for (var n = range.Item1; n < range.Item2; n++)
                tokens[n] = await sessions.BeginAsync(Guest(n), new WeChatIdentity($"oBench{n}", null, "MDEyMzQ1Njc4OWFiY2RlZg=="), cancellation);
        });
        return tokens;
    }

    /// <summary>Everything that selling left behind is gone; programme, guests and sessions stay.</summary>
    public static Task ClearSalesAsync(string connectionString) => Ground.ExecuteAsync(
        connectionString,
        "TRUNCATE idempotency_keys, guest_holds, seat_claims, entries, tickets, refunds, payments, order_seats, coupon_uses, orders, outbox CASCADE; CHECKPOINT;");
}
