using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;

namespace CinemaCx.Insights;

/// <summary>
/// An answer was given or changed: its scores are counted, those of an earlier version taken back, and what is new in them is watched for drops, all in one
/// transaction. Told twice or out of order, it counts what stands, once.
/// </summary>
public sealed class CountAnswer(Database database, FeedbackQueries feedback, ShowtimeCatalog showtimes, CinemaZones zones, WatchStages watch, TimeProvider time)
    : IEventHandler<FeedbackGiven>
{
    /// <summary>Answers that come from an import, or were held back for long, ring for nothing that is over.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);
    private static readonly IReadOnlyDictionary<string, long> NotWatched = new Dictionary<string, long>(StringComparer.Ordinal);

    public async Task<Delivery> HandleAsync(FeedbackGiven news, CancellationToken cancellation)
    {
        if (await feedback.FindRowAsync(news.AnswerId, cancellation) is not { } first) return Delivery.Done;
        var place = await PlaceAsync(first, cancellation);
        var limits = time.Now() - first.CreatedAt < Fresh ? await watch.LimitsAsync(first.CinemaId, cancellation) : null;
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            script.Do($"""
                INSERT INTO insight_answers (answer_id, version, given_at, day, cinema_id, hall_id, film_id, part)
                VALUES ({place.AnswerId}, 0, {place.GivenAt}, {place.Day}, {place.CinemaId}, {place.HallId}, {place.FilmId}, {place.Part}) ON CONFLICT (answer_id) DO NOTHING
                """);
            script.Ask($"SELECT answer_id FROM insight_answers WHERE answer_id = {place.AnswerId} {db.LockForChange}");
            await db.RunAsync(script, cancellation);
            var counted = (await db.FindAsync<CountedAnswerRow>($"SELECT * FROM insight_answers WHERE answer_id = {place.AnswerId}", cancellation))!;
            // Whoever waited for the row sees what the other counted, and the answer as it is now.
            var answer = (await db.FindAsync<AnswerRow>($"SELECT * FROM answers WHERE id = {place.AnswerId}", cancellation))!;
            if (counted.Version >= answer.Version) return Delivery.Done;
            var old = await db.ListAsync<RatingRow>($"SELECT * FROM insight_ratings WHERE answer_id = {place.AnswerId}", cancellation);
            await WriteAsync(db, counted, answer, old, limits, cancellation);
        }

        return Delivery.Done;
    }

    private async Task WriteAsync(DbSession db, CountedAnswerRow place, AnswerRow answer, IReadOnlyList<RatingRow> old, DropLimits? limits, CancellationToken cancellation)
    {
        var before = old.ToDictionary(r => r.Measure, StringComparer.Ordinal);
        var scores = ScoresOf(answer);
        var script = new Script();
        var fresh = scores.Where(s => !before.ContainsKey(s.Key) && limits?.IsWatched(s.Key) == true).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        // Rows that many answers share are locked in one order: watched measures first, then the day's sums, each by name.
        var numbers = limits is null ? NotWatched : await watch.AddAsync(db, script, place, fresh, limits, cancellation);
        foreach (var measure in Measure.All.OrderBy(m => m.Code, StringComparer.Ordinal))
        {
            var (was, now) = (before.GetValueOrDefault(measure.Code), scores.TryGetValue(measure.Code, out var score) ? score : (long?)null);
            if (was?.Score == now) continue;
            var change = (now is { } n ? ScoreSums.Of(measure, n) : default) - (was is null ? default : ScoreSums.Of(measure, was.Score));
            if (now is null) script.Do($"DELETE FROM insight_ratings WHERE answer_id = {place.AnswerId} AND measure = {measure.Code}");
            else
            {
                script.Do($"""
                    INSERT INTO insight_ratings (answer_id, measure, score, seq) VALUES ({place.AnswerId}, {measure.Code}, {now.Value}, {numbers.GetValueOrDefault(measure.Code)})
                    ON CONFLICT (answer_id, measure) DO UPDATE SET score = excluded.score
                    """);
            }

            script.Do($"""
                INSERT INTO insight_days (measure, cinema_id, day, hall_id, film_id, part, ratings, high, low, total, squares)
                VALUES ({measure.Code}, {place.CinemaId}, {place.Day}, {place.HallId}, {place.FilmId}, {place.Part},
                    {change.Count}, {change.High}, {change.Low}, {change.Total}, {change.Squares})
                ON CONFLICT (measure, cinema_id, day, hall_id, film_id, part) DO UPDATE SET ratings = insight_days.ratings + excluded.ratings,
                    high = insight_days.high + excluded.high, low = insight_days.low + excluded.low,
                    total = insight_days.total + excluded.total, squares = insight_days.squares + excluded.squares
                """);
            script.Do($"""
                INSERT INTO insight_hall_days (measure, cinema_id, day, hall_id, ratings, high, low, total, squares)
                VALUES ({measure.Code}, {place.CinemaId}, {place.Day}, {place.HallId}, {change.Count}, {change.High}, {change.Low}, {change.Total}, {change.Squares})
                ON CONFLICT (measure, cinema_id, day, hall_id) DO UPDATE SET ratings = insight_hall_days.ratings + excluded.ratings,
                    high = insight_hall_days.high + excluded.high, low = insight_hall_days.low + excluded.low,
                    total = insight_hall_days.total + excluded.total, squares = insight_hall_days.squares + excluded.squares
                """);
        }

        script.Do($"UPDATE insight_answers SET version = {answer.Version} WHERE answer_id = {place.AnswerId}");
        await db.CommitAsync(script, cancellation);
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
}
