using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;
using Microsoft.Extensions.Options;

namespace CinemaCx.Insights;

/// <summary>News: scores dropped; those who answer for it are to be told.</summary>
public sealed record ScoresDropped(string AlarmId);

/// <summary>Adds each new rating to the sum of its hall and measure, and raises an alarm where that passes its limit. One alarm at a time; the sum rests until it is acknowledged.</summary>
public sealed class WatchStages
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly Database _database;
    private readonly Outbox _outbox;
    private readonly CinemaZones _zones;
    private readonly TimeProvider _time;
    private readonly InsightOptions _options;
    private readonly FreshMemory<string, DropLimits> _limits;

    public WatchStages(Database database, Outbox outbox, CinemaZones zones, IOptions<InsightOptions> options, TimeProvider time)
    {
        (_database, _outbox, _zones, _time, _options) = (database, outbox, zones, time, options.Value);
        _limits = new FreshMemory<string, DropLimits>(ReadAsync, Age, time);
    }

    /// <summary>What is expected in a cinema, at most ten minutes old.</summary>
    public Task<DropLimits> LimitsAsync(string cinemaId, CancellationToken cancellation) => _limits.GetAsync(cinemaId, cancellation);

    /// <param name="ratings">Stars by measure that were not watched before.</param>
    /// <returns>The number each of them got.</returns>
    internal async Task<IReadOnlyDictionary<string, long>> AddAsync(
        DbSession db, Script script, CountedAnswerRow place, IReadOnlyDictionary<string, long> ratings, DropLimits limits, CancellationToken cancellation)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        if (ratings.Count == 0) return numbers;
        var measures = ratings.Keys.Order(StringComparer.Ordinal).ToList();
        var look = new Script();
        look.AskForEach(
            $"INSERT INTO insight_watch (cinema_id, hall_id, measure, seq, sum_milli, run_from, run_since, run_total, run_expected_milli) VALUES ",
            measures,
            m => $"({place.CinemaId}, {place.HallId}, {m}, 0, 0, 1, {place.GivenAt}, 0, 0)",
            $" ON CONFLICT (cinema_id, hall_id, measure) DO NOTHING RETURNING measure");
        look.Ask($"SELECT measure FROM insight_watch WHERE cinema_id = {place.CinemaId} AND hall_id = {place.HallId} ORDER BY measure {db.LockForChange}");
        await db.RunAsync(look, cancellation);
        var rows = await db.ListAsync<WatchRow>($"SELECT * FROM insight_watch WHERE cinema_id = {place.CinemaId} AND hall_id = {place.HallId}", cancellation);
        foreach (var measure in measures)
        {
            var row = rows.First(r => r.Measure == measure);
            var (expected, limit) = limits.Of(measure, place.HallId, place.FilmId);
            var next = Next(row, (long)Math.Round(expected * 1000), ratings[measure], place.GivenAt);
            if (next.AlarmId is null && next.SumMilli > limit * 1000) next = Raise(script, next, limit);
            numbers[measure] = next.Seq;
            script.Do($"""
                UPDATE insight_watch SET seq = {next.Seq}, sum_milli = {next.SumMilli}, run_from = {next.RunFrom}, run_since = {next.RunSince}, run_total = {next.RunTotal},
                    run_expected_milli = {next.RunExpectedMilli}, alarm_id = {next.AlarmId}
                WHERE cinema_id = {next.CinemaId} AND hall_id = {next.HallId} AND measure = {measure}
                """);
        }

        return numbers;
    }

    private static WatchRow Next(WatchRow row, long expectedMilli, long stars, DateTimeOffset at)
    {
        var seq = row.Seq + 1;
        if (row.AlarmId is not null) return row with { Seq = seq };
        // What came before the sum last was zero has no part in the drop.
        if (row.SumMilli == 0) row = row with { RunFrom = seq, RunSince = at, RunTotal = 0, RunExpectedMilli = 0 };
        return row with
        {
            Seq = seq,
            SumMilli = (long)Math.Round(1000 * Cusum.Step(row.SumMilli / 1000.0, expectedMilli / 1000.0, stars)),
            RunTotal = row.RunTotal + stars,
            RunExpectedMilli = row.RunExpectedMilli + expectedMilli,
        };
    }

    private WatchRow Raise(Script script, WatchRow row, double limit)
    {
        var now = _time.Now();
        var id = Id.New("drp", now);
        // Counted in the alarm's own transaction: alarms are few, and none is missing.
        script.Do($"UPDATE counters SET value = value + 1 WHERE name = 'drop-alarm'");
        script.Do($"""
            INSERT INTO insight_alarms (id, number, cinema_id, hall_id, measure, raised_at, since_at, first_seq, last_seq, total, expected_milli, sum_milli, limit_milli)
            SELECT {id}, c.value, {row.CinemaId}, {row.HallId}, {row.Measure}, {now}, {row.RunSince}, {row.RunFrom}, {row.Seq}, {row.RunTotal}, {row.RunExpectedMilli},
                {row.SumMilli}, {(long)Math.Round(limit * 1000)}
            FROM counters c WHERE c.name = 'drop-alarm'
            """);
        _outbox.Record(script, new ScoresDropped(id));
        return row with { AlarmId = id };
    }

    private async Task<DropLimits> ReadAsync(string cinemaId)
    {
        var today = BusinessDay.Of(_time.GetUtcNow(), await _zones.OfAsync(cinemaId, CancellationToken.None));
        var from = today.AddDays(-_options.NormDays);
        await using var db = _database.Read();
        var norms = new Dictionary<string, RatingNorms>(StringComparer.Ordinal);
        var days = 1L;
        foreach (var measure in Measure.Watched)
        {
            var rows = await db.ListAsync<CellRow>(
                $"""
                SELECT hall_id, film_id, MIN(day) AS first_day, CAST(SUM(ratings) AS BIGINT) AS ratings, CAST(SUM(high) AS BIGINT) AS high, CAST(SUM(low) AS BIGINT) AS low,
                    CAST(SUM(total) AS BIGINT) AS total, CAST(SUM(squares) AS BIGINT) AS squares
                FROM insight_days WHERE measure = {measure.Code} AND cinema_id = {cinemaId} AND day >= {from} AND day <= {today} GROUP BY hall_id, film_id
                """,
                CancellationToken.None);
            norms[measure.Code] = new RatingNorms(rows.ConvertAll(r => new NormCell(r.HallId, r.FilmId, r.Sums)));
            if (rows.Count > 0) days = Math.Max(days, today.DayNumber - rows.Min(r => r.FirstDay).DayNumber + 1);
        }

        return new DropLimits(norms, days, _options.FalseAlarmDays, _options.LearnFirst);
    }

    private sealed record CellRow
    {
        [Column("hall_id")] public string HallId { get; init; } = "";
        [Column("film_id")] public string FilmId { get; init; } = "";
        [Column("first_day")] public DateOnly FirstDay { get; init; }
        [Column("ratings")] public long Ratings { get; init; }
        [Column("high")] public long High { get; init; }
        [Column("low")] public long Low { get; init; }
        [Column("total")] public long Total { get; init; }
        [Column("squares")] public long Squares { get; init; }

        public ScoreSums Sums => new(Ratings, High, Low, Total, Squares);
    }
}
