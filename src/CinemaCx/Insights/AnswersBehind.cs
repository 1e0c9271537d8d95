using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>Which of a measure's answers; null everywhere: all.</summary>
public sealed record AnswerSlice(string? FilmId = null, string? HallId = null, string? CinemaId = null, string? Part = null, DateOnly? Day = null)
{
    /// <summary><c>high</c>, <c>middle</c> or <c>low</c>.</summary>
    public string? Class { get; init; }
}

/// <summary>One answer of those behind a figure.</summary>
/// <param name="Score">Of the measure that was asked for.</param>
/// <param name="CaseNumber">Of the case it belongs to.</param>
public sealed record AnswerLine(
    string AnswerId, DateTimeOffset GivenAt, DateOnly Day, string CinemaName, string? HallName, string? FilmTitle, long Score, long Stars, string? Comment, long? CaseNumber);

/// <summary>The single answers that a figure is made of: as many as it counts, with the scores it sums.</summary>
public sealed class AnswersBehind(Database database)
{
    /// <returns>What the slice's answers sum up to, one by one; the figure says the same.</returns>
    public async Task<ScoreSums> SumAsync(InsightScope scope, Measure measure, AnswerSlice slice, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var (high, low) = measure.IsNps ? (9, 6) : (5, 3);
        var rows = await db.ListAsync<SumRow>(
            $"""
            SELECT COUNT(*) AS ratings, CAST(COALESCE(SUM(CASE WHEN r.score >= {high} THEN 1 ELSE 0 END), 0) AS BIGINT) AS high,
                CAST(COALESCE(SUM(CASE WHEN r.score <= {low} THEN 1 ELSE 0 END), 0) AS BIGINT) AS low, CAST(COALESCE(SUM(r.score), 0) AS BIGINT) AS total,
                CAST(COALESCE(SUM(r.score * r.score), 0) AS BIGINT) AS squares
            FROM insight_answers x JOIN insight_ratings r ON r.answer_id = x.answer_id AND r.measure = {measure.Code}
            WHERE {Where(scope, measure, slice)}
            """,
            cancellation);
        return new ScoreSums(rows[0].Ratings, rows[0].High, rows[0].Low, rows[0].Total, rows[0].Squares);
    }

    /// <summary>Newest first.</summary>
    /// <param name="skip">So many before this page.</param>
    public async Task<IReadOnlyList<AnswerLine>> ListAsync(InsightScope scope, Measure measure, AnswerSlice slice, int skip, int take, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.ListAsync<LineRow>(
            $"""
            SELECT p.answer_id, p.given_at, p.day, c.name AS cinema_name, h.name AS hall_name, f.title AS film_title, p.score, a.stars, a.comment, k.number AS case_number
            FROM (
                SELECT x.answer_id, x.given_at, x.day, x.cinema_id, x.hall_id, x.film_id, r.score
                FROM insight_answers x JOIN insight_ratings r ON r.answer_id = x.answer_id AND r.measure = {measure.Code}
                WHERE {Where(scope, measure, slice)} ORDER BY x.day DESC, x.given_at DESC, x.answer_id LIMIT {take} OFFSET {skip}
            ) p
            JOIN answers a ON a.id = p.answer_id
            JOIN cinemas c ON c.id = p.cinema_id
            LEFT JOIN halls h ON h.id = p.hall_id
            LEFT JOIN films f ON f.id = p.film_id
            LEFT JOIN case_voices v ON v.answer_id = p.answer_id
            LEFT JOIN cases k ON k.id = v.case_id
            ORDER BY p.day DESC, p.given_at DESC, p.answer_id
            """,
            cancellation);
        return rows.ConvertAll(r => r.ToLine());
    }

    /// <summary>The answers a drop was raised for.</summary>
    public async Task<IReadOnlyList<AnswerLine>> OfAlarmAsync(DropAlarmRow alarm, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.ListAsync<LineRow>(
            $"""
            SELECT x.answer_id, x.given_at, x.day, c.name AS cinema_name, h.name AS hall_name, f.title AS film_title, r.score, a.stars, a.comment, k.number AS case_number
            FROM insight_answers x
            JOIN insight_ratings r ON r.answer_id = x.answer_id AND r.measure = {alarm.Measure}
            JOIN answers a ON a.id = x.answer_id
            JOIN cinemas c ON c.id = x.cinema_id
            LEFT JOIN halls h ON h.id = x.hall_id
            LEFT JOIN films f ON f.id = x.film_id
            LEFT JOIN case_voices v ON v.answer_id = x.answer_id
            LEFT JOIN cases k ON k.id = v.case_id
            WHERE x.cinema_id = {alarm.CinemaId} AND x.hall_id = {alarm.HallId} AND x.given_at >= {alarm.SinceAt - LongestWait} AND x.given_at <= {alarm.RaisedAt}
              AND r.seq >= {alarm.FirstSeq} AND r.seq <= {alarm.LastSeq}
            ORDER BY r.seq DESC
            """,
            cancellation);
        return rows.ConvertAll(r => r.ToLine());
    }

    /// <summary>Answers are watched as news of them comes, which need not be the order they were given in.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(2);

    private static FormattableString Where(InsightScope scope, Measure measure, AnswerSlice slice)
    {
        FormattableString where = $"{scope.CinemasIn("x.cinema_id")} AND x.day >= {slice.Day ?? scope.From} AND x.day <= {slice.Day ?? scope.To}";
        if (slice.Day is { } day && (day < scope.From || day > scope.To)) where = $"{where} AND 1 = 0";
        if (slice.FilmId is { } film) where = $"{where} AND x.film_id = {film}";
        if (slice.HallId is { } hall) where = $"{where} AND x.hall_id = {hall}";
        if (slice.CinemaId is { } cinema) where = $"{where} AND x.cinema_id = {cinema}";
        if (slice.Part is { } part) where = $"{where} AND x.part = {part}";
        var (high, low) = measure.IsNps ? (9, 6) : (5, 3);
        return slice.Class switch
        {
            "high" => $"{where} AND r.score >= {high}",
            "middle" => $"{where} AND r.score > {low} AND r.score < {high}",
            "low" => $"{where} AND r.score <= {low}",
            _ => where,
        };
    }

    private sealed record SumRow
    {
        [Column("ratings")] public long Ratings { get; init; }
        [Column("high")] public long High { get; init; }
        [Column("low")] public long Low { get; init; }
        [Column("total")] public long Total { get; init; }
        [Column("squares")] public long Squares { get; init; }
    }

    private sealed record LineRow
    {
        [Column("answer_id")] public string AnswerId { get; init; } = "";
        [Column("given_at")] public DateTimeOffset GivenAt { get; init; }
        [Column("day")] public DateOnly Day { get; init; }
        [Column("cinema_name")] public string CinemaName { get; init; } = "";
        [Column("hall_name")] public string? HallName { get; init; }
        [Column("film_title")] public string? FilmTitle { get; init; }
        [Column("score")] public long Score { get; init; }
        [Column("stars")] public long Stars { get; init; }
        [Column("comment")] public string? Comment { get; init; }
        [Column("case_number")] public long? CaseNumber { get; init; }

        public AnswerLine ToLine() => new(AnswerId, GivenAt, Day, CinemaName, HallName, FilmTitle, Score, Stars, Comment, CaseNumber);
    }
}
