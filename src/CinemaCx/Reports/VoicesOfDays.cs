using CinemaCx.Cases;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Reports;

/// <summary>What guests said between two instants, and what became of their complaints.</summary>
public sealed class VoicesOfDays(Database database, TimeProvider time)
{
    public async Task<Score> NpsAsync(string cinemaId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await db.FindAsync<ScoreRow>(
            $"""
            SELECT COUNT(*) AS answers, COALESCE(CAST(SUM(CASE WHEN nps >= 9 THEN 1 ELSE 0 END) AS BIGINT), 0) AS promoters,
                COALESCE(CAST(SUM(CASE WHEN nps <= 6 THEN 1 ELSE 0 END) AS BIGINT), 0) AS detractors
            FROM answers WHERE cinema_id = {cinemaId} AND created_at >= {from} AND created_at < {to} AND nps IS NOT NULL
            """,
            cancellation);
        return new Score(row!.Answers, row.Promoters, row.Detractors);
    }

    /// <returns>Mean of the stars, of how many, and the same by stage, worst first.</returns>
    public async Task<(double? Stars, long Answers, IReadOnlyList<StageStars> Stages)> StarsAsync(
        string cinemaId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        List<StarsRow> rows;
        await using (var db = database.Read())
        {
            rows = await db.ListAsync<StarsRow>($"SELECT stars, stages FROM answers WHERE cinema_id = {cinemaId} AND created_at >= {from} AND created_at < {to}", cancellation);
        }

        var given = rows.SelectMany(r => AnswerRules.ReadStages(r.Stages)).ToLookup(s => s.Key, s => s.Value, StringComparer.Ordinal);
        var stages = Survey.Stages.Where(s => given[s.Code].Any())
            .Select(s => new StageStars(s.Code, s.Label, given[s.Code].Average(), given[s.Code].LongCount()))
            .OrderBy(s => s.Mean);
        return (rows.Count == 0 ? null : rows.Average(r => r.Stars), rows.Count, [.. stages]);
    }

    public async Task<(Complaints Complaints, IReadOnlyList<CaseRow> Opened)> ComplaintsAsync(
        string cinemaId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = database.Read();
        var opened = await db.GetTable<CaseRow>().Where(c => c.CinemaId == cinemaId && c.OpenedAt >= from && c.OpenedAt < to).OrderBy(c => c.Number).ToListAsync(cancellation);
        var overdue = await db.GetTable<CaseRow>()
            .Where(c => c.CinemaId == cinemaId && c.State != CaseState.Closed && c.DueAt < now).OrderBy(c => c.Number).Select(c => c.Number).ToListAsync(cancellation);
        return (
            new Complaints(
                opened.Count, opened.LongCount(c => c.ClosedAt <= c.DueAt), opened.LongCount(c => c.ClosedAt > c.DueAt), overdue.ConvertAll(n => "C" + n)),
            opened);
    }

    private sealed record ScoreRow
    {
        [Column("answers")] public required long Answers { get; init; }
        [Column("promoters")] public required long Promoters { get; init; }
        [Column("detractors")] public required long Detractors { get; init; }
    }

    private sealed record StarsRow
    {
        [Column("stars")] public required long Stars { get; init; }
        [Column("stages")] public required string Stages { get; init; }
    }
}
