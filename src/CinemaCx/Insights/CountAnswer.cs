using System.Runtime.ExceptionServices;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>
/// An answer was given or changed: its scores are counted, those of an earlier version taken back, and what is new in them is watched for drops, all in one
/// transaction. Answers that come together are counted together, for they meet in the same sums. Told twice or out of order, it counts what stands, once.
/// </summary>
public sealed class CountAnswer(Database database, FeedbackQueries feedback, ShowtimeCatalog showtimes, CinemaZones zones, WatchStages watch, TimeProvider time)
    : IEventHandler<FeedbackGiven>
{
    private const int MostTogether = 48;

    /// <summary>Answers that come from an import, or were held back for long, ring for nothing that is over.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    private Gathering<string, ExceptionDispatchInfo?> Counting => field ??= new Gathering<string, ExceptionDispatchInfo?>(CountAsync, MostTogether);

    public async Task<Delivery> HandleAsync(FeedbackGiven news, CancellationToken cancellation)
    {
        if (await Counting.WriteAsync(news.AnswerId) is { } fault) fault.Throw();
        return Delivery.Done;
    }

    /// <returns>For each of them what kept it from being counted; null: nothing did.</returns>
    private async Task<IReadOnlyList<ExceptionDispatchInfo?>> CountAsync(IReadOnlyList<string> ids)
    {
        if (ids.Count > 1 && await TryCountAsync(ids) is null) return new ExceptionDispatchInfo?[ids.Count];
        // One of them may stand in the way of the others.
        var faults = new List<ExceptionDispatchInfo?>(ids.Count);
        foreach (var id in ids) faults.Add(await TryCountAsync([id]));
        return faults;
    }

    private async Task<ExceptionDispatchInfo?> TryCountAsync(IReadOnlyList<string> ids)
    {
        try
        {
            await CountTogetherAsync([.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <param name="ids">Sorted, each once.</param>
    private async Task CountTogetherAsync(IReadOnlyList<string> ids)
    {
        var first = await feedback.RowsAsync(ids, CancellationToken.None);
        if (first.Count == 0) return;
        var places = new List<CountedAnswerRow>(first.Count);
        var limits = new Dictionary<string, DropLimits>(StringComparer.Ordinal);
        foreach (var row in first.OrderBy(r => r.Id, StringComparer.Ordinal))
        {
            places.Add(await PlaceAsync(row, CancellationToken.None));
            limits[row.CinemaId] = await watch.LimitsAsync(row.CinemaId, CancellationToken.None);
        }

        await using var db = await database.BeginAsync();
        // A crash that forgets these sums forgets that the news was brought, too.
        var script = db.Relaxed();
        script.DoForEach(
            $"INSERT INTO insight_answers (answer_id, version, given_at, day, cinema_id, hall_id, film_id, part) VALUES ",
            places,
            p => $"({p.AnswerId}, 0, {p.GivenAt}, {p.Day}, {p.CinemaId}, {p.HallId}, {p.FilmId}, {p.Part})",
            $" ON CONFLICT (answer_id) DO NOTHING");
        script.Ask($"SELECT answer_id FROM insight_answers WHERE answer_id IN ({SqlList.Of(ids)}) ORDER BY answer_id {db.LockForChange}");
        await db.RunAsync(script);
        // Whoever waited for a row sees what the other counted, and the answer as it is now.
        var read = await db.ListManyAsync<Rows>(
            $"""
            SELECT * FROM insight_answers WHERE answer_id IN ({SqlList.Of(ids)});
            SELECT * FROM answers WHERE id IN ({SqlList.Of(ids)});
            SELECT * FROM insight_ratings WHERE answer_id IN ({SqlList.Of(ids)})
            """,
            CancellationToken.None);
        var rescored = Rescored(read);
        if (rescored.Count > 0) await WriteAsync(db, rescored, limits);
    }

    /// <summary>What is not counted yet as it stands, in the order in which it was given.</summary>
    private static List<Rescoring> Rescored(Rows read)
    {
        var answers = read.Answers.ToDictionary(a => a.Id, StringComparer.Ordinal);
        var ratings = read.Ratings.ToLookup(r => r.AnswerId, StringComparer.Ordinal);
        return
        [
            .. from place in read.Counted
               let answer = answers[place.AnswerId]
               where place.Version < answer.Version
               orderby place.GivenAt, place.AnswerId
               select new Rescoring(place, answer.Version, ratings[place.AnswerId].ToDictionary(r => r.Measure, r => r.Score, StringComparer.Ordinal), ScoresOf(answer)),
        ];
    }

    private async Task WriteAsync(DbSession db, List<Rescoring> rescored, Dictionary<string, DropLimits> limits)
    {
        var script = new Script();
        var since = time.Now() - Fresh;
        var fresh = rescored.Where(r => r.Place.GivenAt > since).SelectMany(r => r.New(limits[r.Place.CinemaId])).ToList();
        // Rows that many answers share are locked in one order: watched measures first, then the sums of the days, each by their keys.
        var numbers = await watch.AddAsync(db, script, fresh, limits);
        foreach (var rescoring in rescored)
            foreach (var measure in rescoring.Before.Keys.Except(rescoring.Now.Keys, StringComparer.Ordinal))
                script.Do($"DELETE FROM insight_ratings WHERE answer_id = {rescoring.Place.AnswerId} AND measure = {measure}");
        var written = rescored.SelectMany(r => r.Changed.Select(now => (r.Place.AnswerId, Measure: now.Key, Score: now.Value))).ToList();
        if (written.Count > 0)
        {
            script.DoForEach(
                $"INSERT INTO insight_ratings (answer_id, measure, score, seq) VALUES ",
                written,
                w => $"({w.AnswerId}, {w.Measure}, {w.Score}, {numbers.GetValueOrDefault((w.AnswerId, w.Measure))})",
                $" ON CONFLICT (answer_id, measure) DO UPDATE SET score = excluded.score");
        }

        AddSums(script, rescored);
        foreach (var version in rescored.GroupBy(r => r.Version))
            script.Do($"UPDATE insight_answers SET version = {version.Key} WHERE answer_id IN ({SqlList.Of(version.Select(r => r.Place.AnswerId))})");
        await db.CommitAsync(script);
    }

    private static void AddSums(Script script, List<Rescoring> rescored)
    {
        var cells = (
            from rescoring in rescored
            from change in rescoring.Changes
            group change.Sums by (change.Measure, rescoring.Place.CinemaId, rescoring.Place.Day, rescoring.Place.HallId, rescoring.Place.FilmId, rescoring.Place.Part) into cell
            orderby cell.Key
            select (cell.Key, Sums: cell.Together())).ToList();
        if (cells.Count == 0) return;
        script.DoForEach(
            $"INSERT INTO insight_days (measure, cinema_id, day, hall_id, film_id, part, ratings, high, low, total, squares) VALUES ",
            cells,
            c => $"""
                ({c.Key.Measure}, {c.Key.CinemaId}, {c.Key.Day}, {c.Key.HallId}, {c.Key.FilmId}, {c.Key.Part}, {c.Sums.Count}, {c.Sums.High}, {c.Sums.Low}, {c.Sums.Total}, {c.Sums.Squares})
                """,
            $"""
             ON CONFLICT (measure, cinema_id, day, hall_id, film_id, part) DO UPDATE SET ratings = insight_days.ratings + excluded.ratings,
                high = insight_days.high + excluded.high, low = insight_days.low + excluded.low,
                total = insight_days.total + excluded.total, squares = insight_days.squares + excluded.squares
            """);
        script.DoForEach(
            $"INSERT INTO insight_hall_days (measure, cinema_id, day, hall_id, ratings, high, low, total, squares) VALUES ",
            cells.GroupBy(c => (c.Key.Measure, c.Key.CinemaId, c.Key.Day, c.Key.HallId), c => c.Sums).OrderBy(c => c.Key).Select(c => (c.Key, Sums: c.Together())),
            c => $"({c.Key.Measure}, {c.Key.CinemaId}, {c.Key.Day}, {c.Key.HallId}, {c.Sums.Count}, {c.Sums.High}, {c.Sums.Low}, {c.Sums.Total}, {c.Sums.Squares})",
            $"""
             ON CONFLICT (measure, cinema_id, day, hall_id) DO UPDATE SET ratings = insight_hall_days.ratings + excluded.ratings,
                high = insight_hall_days.high + excluded.high, low = insight_hall_days.low + excluded.low,
                total = insight_hall_days.total + excluded.total, squares = insight_hall_days.squares + excluded.squares
            """);
    }

    private async Task<CountedAnswerRow> PlaceAsync(AnswerRow answer, CancellationToken cancellation)
    {
        var zone = await zones.OfAsync(answer.CinemaId, cancellation);
        var showing = answer.ShowtimeId is null ? null : await showtimes.FindAsync(answer.ShowtimeId, cancellation);
        return new CountedAnswerRow
        {
            AnswerId = answer.Id,
            Version = 0,
            GivenAt = answer.CreatedAt,
            Day = BusinessDay.Of(answer.CreatedAt, zone),
            CinemaId = answer.CinemaId,
            HallId = answer.HallId ?? "",
            FilmId = answer.FilmId ?? "",
            Part = DayPart.Of(TimeZoneInfo.ConvertTime(showing?.Showtime.StartsAt ?? answer.CreatedAt, zone).Hour).Code,
        };
    }

    private static Dictionary<string, long> ScoresOf(AnswerRow answer)
    {
        var scores = new Dictionary<string, long>(StringComparer.Ordinal) { [Measure.Overall.Code] = answer.Stars };
        if (answer.Nps is { } nps) scores[Measure.Nps.Code] = nps;
        foreach (var (stage, stars) in answer.StageStars)
            if (Measure.Find(stage) is not null) scores[stage] = stars;
        return scores;
    }

    /// <summary>An answer whose scores are not counted as they are now.</summary>
    /// <param name="Before">Measure to score, as counted.</param>
    /// <param name="Now">As it stands.</param>
    private sealed record Rescoring(CountedAnswerRow Place, long Version, IReadOnlyDictionary<string, long> Before, IReadOnlyDictionary<string, long> Now)
    {
        /// <summary>What is new or another score than before.</summary>
        public IEnumerable<KeyValuePair<string, long>> Changed => Now.Where(now => !Before.TryGetValue(now.Key, out var was) || was != now.Value);

        /// <summary>By how much the sums change.</summary>
        public IEnumerable<(string Measure, ScoreSums Sums)> Changes =>
            from measure in Measure.All
            let was = Before.TryGetValue(measure.Code, out var old) ? ScoreSums.Of(measure, old) : default
            let stands = Now.TryGetValue(measure.Code, out var score) ? ScoreSums.Of(measure, score) : default
            where was != stands
            select (measure.Code, stands - was);

        /// <summary>What is watched and was never scored before.</summary>
        public IEnumerable<WatchedScore> New(DropLimits limits) =>
            Now.Where(now => !Before.ContainsKey(now.Key) && limits.IsWatched(now.Key)).Select(now => new WatchedScore(Place, now.Key, now.Value));
    }

    private sealed class Rows
    {
        [ResultSetIndex(0)] public List<CountedAnswerRow> Counted { get; set; } = [];
        [ResultSetIndex(1)] public List<AnswerRow> Answers { get; set; } = [];
        [ResultSetIndex(2)] public List<RatingRow> Ratings { get; set; } = [];
    }
}
