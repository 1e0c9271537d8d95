using System.Diagnostics;
using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Insights;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Bench;

/// <summary>What each page of the insight needs, while a million answers, five million tickets and a hundred thousand cases lie in the books.</summary>
internal static class InsightBench
{
    private const int Cinemas = 5;
    private const int Showtimes = 100_000;
    private const int TicketsEach = 50;
    private const int Answers = 1_000_000;
    private const int Cases = 100_000;
    private const int Guests = 200_000;
    private const int Days = 400;
    private const double DueMs = 300;

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        var began = Stopwatch.GetTimestamp();
        await FillAsync(ground.Connection);
        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Answers:N0} answers, {Showtimes * TicketsEach:N0} tickets, {Cases:N0} cases laid in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        await using var database = new Database(new DatabaseOptions { ConnectionString = ground.Connection });
        began = Stopwatch.GetTimestamp();
        var summed = await new SumSalesDays(database, TimeProvider.System).RunAsync(CancellationToken.None);
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summed:N0} business days summed in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        await Ground.ExecuteAsync(ground.Connection, "VACUUM ANALYZE insight_sales, insight_sales_hours, insight_sales_days");
        var all = await CinemasAsync(database);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var (name, cinemas, days) in new[] { ("one cinema, 28 days", all.Take(1), 28), ("five cinemas, 28 days", all, 28), ("five cinemas, 365 days", all, 365) })
        {
            var scope = new InsightScope([.. cinemas], today.AddDays(1 - days), today);
            foreach (var (page, read) in Pages(database, scope)) await MeasureAsync(table, $"insight: {page}, {name}", read, Math.Max(20, options.Repeats * 10));
        }
    }

    private static IEnumerable<(string Page, Func<Task> Read)> Pages(Database database, InsightScope scope)
    {
        var time = TimeProvider.System;
        var (names, plans) = (new InsightNames(database), new HallPlans(database));
        var (scores, sales, cases, behind, drops) = (
            new ScoreQueries(database, names), new SalesQueries(database, plans, time), new CaseFigures(database, time), new AnswersBehind(database), new DropCards(database));
        var board = new BoardQueries(scores, cases, sales, drops);
        var none = CancellationToken.None;
        yield return ("board", () => board.OfAsync(scope, none));
        yield return ("films", () => scores.ByAsync(scope, Measure.Nps, ScoreBy.Film, none));
        yield return ("answers behind NPS", () => AnswersAsync(scores, behind, scope, new AnswerSlice()));
        yield return ("detractors of a hall", () => AnswersAsync(scores, behind, scope, new AnswerSlice(HallId: "hal_" + new string('0', 25) + "1") { Class = "low" }));
        yield return ("cases behind a figure", () => LateCasesAsync(cases, scope));
        yield return ("showtimes behind a figure", () => ShowsAsync(sales, scope, new ShowSlice(Part: "evening")));
    }

    private static async Task AnswersAsync(ScoreQueries scores, AnswersBehind behind, InsightScope scope, AnswerSlice slice)
    {
        await scores.TotalAsync(scope, Measure.Nps, slice, CancellationToken.None);
        await behind.ListAsync(scope, Measure.Nps, slice, 0, 30, CancellationToken.None);
    }

    private static async Task ShowsAsync(SalesQueries sales, InsightScope scope, ShowSlice slice)
    {
        await sales.SumAsync(scope, slice, CancellationToken.None);
        await sales.ListAsync(scope, slice, new ShowPage(0, 30), CancellationToken.None);
    }

    private static async Task LateCasesAsync(CaseFigures cases, InsightScope scope)
    {
        await cases.CountAsync(scope, CaseSlice.Late, null, CancellationToken.None);
        await cases.ListAsync(scope, CaseSlice.Late, null, 0, 30, CancellationToken.None);
    }

    private static async Task MeasureAsync(Table table, string name, Func<Task> read, int times)
    {
        for (var i = 0; i < 3; i++) await read();
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var before = Stopwatch.GetTimestamp();
            await read();
            taken.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        taken.Sort();
        var (median, p95) = (Table.Median(taken), taken[(int)Math.Ceiling(taken.Count * 0.95) - 1]);
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: median {median:0} ms, p95 {p95:0} ms"));
        table.Add(name, Table.Ms(Math.Round(median, 1)), Table.Ms(Math.Round(p95, 1)) + " (p95)", "", "", "p95 <= 300 ms", p95 <= DueMs);
    }

    private static async Task<List<CinemaRow>> CinemasAsync(Database database)
    {
        await using var db = database.Read();
        return await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync();
    }

    /// <summary>Made by the database itself: five cinemas of ten halls, five showtimes a day in each, fifty tickets a showtime; sums counted from the rows.</summary>
    private static async Task FillAsync(string connection)
    {
        const string Now = "(extract(epoch FROM now())::bigint * 1000)";
        const string Day = "86400000::bigint";
        const string Sums = "r.measure, x.cinema_id, x.day, x.hall_id, x.film_id, x.part";
        string[] steps =
        [
            $"INSERT INTO cinemas (id, code, name, city, address, time_zone) SELECT 'cin_' || lpad(i::text, 26, '0'), 'c' || i, '影院' || i, '上海', '路' || i, 'Asia/Shanghai' FROM generate_series(1, {Cinemas}) i",
            $"INSERT INTO seat_plans (id, body) VALUES ('{Plan.Id}', '{System.Text.Encoding.UTF8.GetString(Plan.ToJson().Span).Replace("'", "''", StringComparison.Ordinal)}')",
            $"INSERT INTO halls (id, cinema_id, code, name, tags, plan_id) SELECT 'hal_' || lpad(i::text, 26, '0'), 'cin_' || lpad((1 + i % {Cinemas})::text, 26, '0'), 'h' || i, i || '号厅', '[]', '{Plan.Id}' FROM generate_series(0, 49) i",
            """
            INSERT INTO films (id, code, title, genres, film_cast, directors, minutes, lowest_price_fen)
            SELECT 'flm_' || lpad(i::text, 26, '0'), lpad(i::text, 12, '0'), '影片' || i, (ARRAY['["科幻","动作"]', '["喜剧"]', '["爱情","剧情"]', '["动画"]', '["悬疑"]'])[1 + i % 5], '[]', '[]', 120, 2500
            FROM generate_series(1, 200) i
            """,
            // Twelve films a fortnight, five showtimes a day and hall from ten in the morning to midnight.
            $"""
            INSERT INTO showtimes (id, cinema_id, code, hall_id, film_id, plan_id, starts_at, ends_at, language, format, business_day, service_fee_fen, sale_closes_at)
            SELECT 'sht_' || lpad(i::text, 26, '0'), 'cin_' || lpad((1 + (i % 50) % {Cinemas})::text, 26, '0'), 's' || i, 'hal_' || lpad((i % 50)::text, 26, '0'),
                'flm_' || lpad((1 + ((i / 250) / 14 * 12 + i * 7 % 12) % 200)::text, 26, '0'), '{Plan.Id}', t, t + 7200000, '国语', '2D', to_char(to_timestamp(t / 1000) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), 0, t
            FROM (SELECT i, ({Now} / {Day} - {Days} + i / 250) * {Day} + (2 + (i / 50) % 5 * 3) * 3600000::bigint AS t FROM generate_series(0, {Showtimes - 1}) i) s
            """,
            $"INSERT INTO guests (id, open_id, created_at) SELECT 'gst_' || lpad(i::text, 26, '0'), 'o' || i, {Now} FROM generate_series(1, {Guests}) i",
            $"""
            INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, price_lines, refund_rule, placed_at, held_until, paid_at)
            SELECT 'ord_' || lpad(i::text, 26, '0'), 'gst_' || lpad((1 + i::bigint * 7919 % {Guests})::text, 26, '0'), 'sht_' || lpad((i / 5)::text, 26, '0'), 'paid', 40000, '[]', 'x', t, t, t
            FROM (SELECT i, ({Now} / {Day} - {Days} + i / 1250) * {Day} AS t FROM generate_series(0, {Showtimes * 5 - 1}) i) s
            """,
            $"INSERT INTO order_seats (order_id, seat, zone, paid_fen) SELECT 'ord_' || lpad((i / 10)::text, 26, '0'), 'A' || (i % 50), 'A', 4000 FROM generate_series(0, {Showtimes * TicketsEach - 1}) i",
            $"""
            INSERT INTO tickets (id, order_id, guest_id, showtime_id, seat, code, state, issued_at)
            SELECT 'tkt_' || i, 'ord_' || lpad((i / 10)::text, 26, '0'), 'gst', 'sht_' || lpad((i / 50)::text, 26, '0'), 'A' || (i % 50), 'c' || i, 'valid', 0 FROM generate_series(0, {Showtimes * TicketsEach - 1}) i
            """,
            $"""
            INSERT INTO answers (id, source, ticket_id, occasion, cinema_id, hall_id, showtime_id, film_id, guest_id, stars, nps, stages, chips, comment, text_state, version, created_at, updated_at)
            SELECT 'ans_' || lpad(i::text, 26, '0'), 'ticket', 'tkt_' || (i * 5), 'x', s.cinema_id, s.hall_id, s.id, s.film_id, o.guest_id,
                least(5, 1 + floor(random() * 7))::bigint, CASE WHEN i % 3 < 2 THEN least(10, floor(random() * 16))::bigint END, '[]', '[]', CASE WHEN i % 9 = 0 THEN '座椅很舒服，就是有点冷' END, 'pass', 1, s.ends_at, s.ends_at
            FROM generate_series(0, {Answers - 1}) i JOIN showtimes s ON s.id = 'sht_' || lpad((i / 10)::text, 26, '0') JOIN orders o ON o.id = 'ord_' || lpad((i / 2)::text, 26, '0')
            """,
            $"""
            INSERT INTO insight_answers (answer_id, version, given_at, day, cinema_id, hall_id, film_id, part)
            SELECT a.id, 1, a.created_at, s.business_day, a.cinema_id, a.hall_id, a.film_id, (ARRAY['morning', 'afternoon', 'afternoon', 'evening', 'night'])[1 + (right(s.id, 8)::bigint / 50 % 5)::int]
            FROM answers a JOIN showtimes s ON s.id = a.showtime_id
            """,
            "INSERT INTO insight_ratings (answer_id, measure, score, seq) SELECT id, 'overall', stars, 0 FROM answers",
            "INSERT INTO insight_ratings (answer_id, measure, score, seq) SELECT id, 'nps', nps, 0 FROM answers WHERE nps IS NOT NULL",
            "INSERT INTO insight_ratings (answer_id, measure, score, seq) SELECT a.id, m, least(5, 1 + floor(random() * 8))::bigint, 0 FROM answers a, unnest(ARRAY['environment', 'av', 'entry']) m",
            $"""
            INSERT INTO insight_days (measure, cinema_id, day, hall_id, film_id, part, ratings, high, low, total, squares)
            SELECT {Sums}, COUNT(*), SUM(CASE WHEN r.score >= CASE r.measure WHEN 'nps' THEN 9 ELSE 5 END THEN 1 ELSE 0 END),
                SUM(CASE WHEN r.score <= CASE r.measure WHEN 'nps' THEN 6 ELSE 3 END THEN 1 ELSE 0 END), SUM(r.score), SUM(r.score * r.score)
            FROM insight_answers x JOIN insight_ratings r ON r.answer_id = x.answer_id GROUP BY {Sums}
            """,
            """
            INSERT INTO insight_hall_days (measure, cinema_id, day, hall_id, ratings, high, low, total, squares)
            SELECT measure, cinema_id, day, hall_id, SUM(ratings), SUM(high), SUM(low), SUM(total), SUM(squares) FROM insight_days GROUP BY measure, cinema_id, day, hall_id
            """,
            $"INSERT INTO show_sales (showtime_id, sold, revenue_fen, counted_at) SELECT id, {TicketsEach}, {TicketsEach * 4000}, 0 FROM showtimes",
            $"""
            INSERT INTO cases (id, number, cinema_id, hall_id, showtime_id, category, severity, state, posts, opened_at, due_at, acknowledged_at, closed_at, status_text, voices, worst_stars,
                lead_answer_id, guest_id, merge_key, rule_name, version, last_hash)
            SELECT 'cas_' || lpad(i::text, 26, '0'), i, a.cinema_id, a.hall_id, a.showtime_id, (ARRAY['facility', 'av', 'hygiene', 'staff', 'facility', 'other', 'facility'])[1 + i % 7], 'normal',
                CASE WHEN i % 40 = 0 THEN 'open' ELSE 'closed' END, 'duty-manager', a.created_at, a.created_at + 1800000, CASE WHEN i % 40 > 0 THEN a.created_at + i % 900 * 1000 END,
                CASE WHEN i % 40 > 0 THEN a.created_at + i % 3000 * 1000 END, '已关闭', 1, 1, a.id, a.guest_id, 'm' || i, '一星', 3, 'x'
            FROM generate_series(0, {Cases - 1}) i JOIN answers a ON a.id = 'ans_' || lpad((i * 10)::text, 26, '0')
            """,
            """
            INSERT INTO case_events (case_id, seq, at, channel, actor_name, kind, body, previous_hash, hash)
            SELECT c.id, n, c.opened_at, 'system', '系统', CASE WHEN n = 3 AND c.number % 15 = 0 THEN 'reopened' ELSE 'noted' END, '备注', 'x', 'y' FROM cases c, generate_series(1, 3) n
            """,
            "INSERT INTO case_voices (answer_id, case_id, stars, added_at) SELECT lead_answer_id, id, 1, opened_at FROM cases",
            """
            INSERT INTO insight_returns (case_id, order_id, showtime_id, paid_at)
            SELECT k.id, o.id, o.showtime_id, o.paid_at FROM cases k JOIN orders o ON o.guest_id = k.guest_id WHERE o.paid_at > k.opened_at AND (k.closed_at IS NULL OR o.paid_at <= k.closed_at + 5184000000)
            """,
            "VACUUM ANALYZE",
        ];
        // The indexes of what is many are made at the end, and foreign keys are not asked one row at a time.
        var indexes = await Ground.RowsAsync(
            connection, "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('orders', 'answers', 'tickets', 'insight_answers', 'cases', 'case_events') AND indexdef NOT LIKE '%UNIQUE%'");
        foreach (var index in indexes) await Ground.ExecuteAsync(connection, $"DROP INDEX {index[0]}");
        foreach (var step in steps.SkipLast(1)) await Ground.ExecuteAsync(connection, "SET session_replication_role = replica; " + step);
        foreach (var index in indexes) await Ground.ExecuteAsync(connection, (string)index[1]);
        await Ground.ExecuteAsync(connection, steps[^1]);
    }

    /// <summary>A hall of two hundred places.</summary>
    private static SeatPlan Plan { get; } = SeatPlan.Build(Enumerable.Range(0, 200).Select(PlaceOf)).Plan!;

    private static SeatDefinition PlaceOf(int n) =>
        new() { Row = ((char)('A' + n / 20)).ToString(), Number = (1 + n % 20).ToString(CultureInfo.InvariantCulture), X = n % 20, Y = n / 20, Zone = "A" };
}
