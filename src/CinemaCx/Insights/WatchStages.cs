using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;
using Microsoft.Extensions.Options;

namespace CinemaCx.Insights;

/// <summary>News: scores dropped; those who answer for it are to be told.</summary>
public sealed record ScoresDropped(string AlarmId);

/// <summary>A score that counts for the first time, of a measure that is watched.</summary>
internal sealed record WatchedScore(CountedAnswerRow Place, string Measure, long Stars);

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

    /// <param name="scores">In the order in which they were given.</param>
    /// <returns>The number each of them got, by answer and measure.</returns>
    internal async Task<IReadOnlyDictionary<(string AnswerId, string Measure), long>> AddAsync(
        DbSession db, Script script, IReadOnlyList<WatchedScore> scores, IReadOnlyDictionary<string, DropLimits> limits)
    {
        var numbers = new Dictionary<(string AnswerId, string Measure), long>();
        if (scores.Count == 0) return numbers;
        var watched = await LockAsync(db, scores);
        var touched = new SortedSet<(string CinemaId, string HallId, string Measure)>();
        foreach (var score in scores)
        {
            var place = score.Place;
            var key = (place.CinemaId, place.HallId, score.Measure);
            var (expected, limit) = limits[place.CinemaId].Of(score.Measure, place.HallId, place.FilmId);
            var next = Next(watched[key], (long)Math.Round(expected * 1000), score.Stars, place.GivenAt);
            if (next.AlarmId is null && next.SumMilli > limit * 1000) next = Raise(script, next, limit);
            numbers[(place.AnswerId, score.Measure)] = next.Seq;
            watched[key] = next;
            touched.Add(key);
        }

        foreach (var next in touched.Select(key => watched[key]))
        {
            script.Do($"""
                UPDATE insight_watch SET seq = {next.Seq}, sum_milli = {next.SumMilli}, run_from = {next.RunFrom}, run_since = {next.RunSince}, run_total = {next.RunTotal},
                    run_expected_milli = {next.RunExpectedMilli}, alarm_id = {next.AlarmId}
                WHERE cinema_id = {next.CinemaId} AND hall_id = {next.HallId} AND measure = {next.Measure}
                """);
        }

        return numbers;
    }

    /// <summary>Every measure watched in the halls of these scores, nobody else's until the transaction ends.</summary>
    private static async Task<Dictionary<(string CinemaId, string HallId, string Measure), WatchRow>> LockAsync(DbSession db, IReadOnlyList<WatchedScore> scores)
    {
        var look = new Script();
        look.DoForEach(
            $"INSERT INTO insight_watch (cinema_id, hall_id, measure, seq, sum_milli, run_from, run_since, run_total, run_expected_milli) VALUES ",
            scores.DistinctBy(KeyOf).OrderBy(KeyOf),
            s => $"({s.Place.CinemaId}, {s.Place.HallId}, {s.Measure}, 0, 0, 1, {s.Place.GivenAt}, 0, 0)",
            $" ON CONFLICT (cinema_id, hall_id, measure) DO NOTHING");
        var halls = SqlList.Of(scores.Select(s => (s.Place.CinemaId, s.Place.HallId)).Distinct().Order(), h => $"({h.CinemaId}, {h.HallId})");
        look.Ask($"SELECT measure FROM insight_watch WHERE (cinema_id, hall_id) IN (VALUES {halls}) ORDER BY cinema_id, hall_id, measure {db.LockForChange}");
        await db.RunAsync(look);
        var rows = await db.ListAsync<WatchRow>($"SELECT * FROM insight_watch WHERE (cinema_id, hall_id) IN (VALUES {halls})", CancellationToken.None);
        return rows.ToDictionary(r => (r.CinemaId, r.HallId, r.Measure));
    }

    private static (string CinemaId, string HallId, string Measure) KeyOf(WatchedScore score) => (score.Place.CinemaId, score.Place.HallId, score.Measure);

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
