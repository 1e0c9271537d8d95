using System.Globalization;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>Which cases of a stretch; each figure is the number of one of these.</summary>
public enum CaseSlice
{
    /// <summary>Opened in the stretch.</summary>
    All,

    /// <summary>Closed by its deadline.</summary>
    InTime,

    /// <summary>Closed after its deadline, or past it and not closed.</summary>
    Late,
    Reopened,

    /// <summary>Closed, and it is known who complained.</summary>
    Known,

    /// <summary>Of those, who complained bought again, and kept a seat of it, within <see cref="CaseFigures.RecoveryDays"/> days of the closing.</summary>
    Recovered,
    Acknowledged,
    Closed,
}

/// <param name="Median">Minutes; null when there is none.</param>
/// <param name="NinetiethPercentile">Minutes within which nine of ten were.</param>
public sealed record WaitingTimes(long Count, long? Median, long? NinetiethPercentile);

/// <summary>How complaints of a stretch were dealt with.</summary>
/// <param name="InTime">Of those whose deadline is over or that are closed.</param>
public sealed record CaseSummary(
    IReadOnlyDictionary<CaseSlice, long> Counts, long Voices, Interval InTime, Interval Reopened, Interval Recovered, WaitingTimes ToAcknowledge, WaitingTimes ToClose,
    IReadOnlyList<ParetoLine> Categories)
{
    public long Count(CaseSlice slice) => Counts.GetValueOrDefault(slice);
}

/// <summary>One case of those behind a figure.</summary>
public sealed record CaseLine
{
    [Column("id")] public required string Id { get; init; }
    [Column("number")] public required long Number { get; init; }
    [Column("cinema_name")] public required string CinemaName { get; init; }
    [Column("hall_name")] public string? HallName { get; init; }
    [Column("category")] public required string Category { get; init; }
    [Column("state")] public required CaseState State { get; init; }
    [Column("opened_at")] public required DateTimeOffset OpenedAt { get; init; }
    [Column("due_at")] public required DateTimeOffset DueAt { get; init; }
    [Column("acknowledged_at")] public DateTimeOffset? AcknowledgedAt { get; init; }
    [Column("closed_at")] public DateTimeOffset? ClosedAt { get; init; }
    [Column("voices")] public required long Voices { get; init; }
    [Column("worst_stars")] public required long WorstStars { get; init; }
    [Column("status_text")] public required string StatusText { get; init; }
}

/// <summary>Complaints and what became of them, from the cases themselves.</summary>
public sealed class CaseFigures(Database database, TimeProvider time)
{
    public const int RecoveryDays = 60;
    internal const long RecoveryMs = RecoveryDays * 86_400_000L;
    private const string Closed = "k.state = 'closed'";
    private static readonly CaseSlice[] Told = [CaseSlice.InTime, CaseSlice.Late, CaseSlice.Reopened, CaseSlice.Known, CaseSlice.Closed];

    public async Task<CaseSummary> OfAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        // The cases are gone through once: what is the same in every way that is counted, and waited as many minutes for somebody and for its end, is one row.
        var rows = await db.ListAsync<CountRow>(
            $"""
            SELECT k.category, {Ways} AS ways, (k.acknowledged_at - k.opened_at) / 60000 AS acknowledging, (k.closed_at - k.opened_at) / 60000 AS closing,
                COUNT(*) AS cases, CAST(SUM(k.voices) AS BIGINT) AS voices
            FROM cases k WHERE {scope.Within("k.cinema_id", "k.opened_at")} GROUP BY k.category, 2, 3, 4
            """,
            cancellation);
        // From the few who came back, the case of each looked up: the same condition, the other way round.
        var recovered = await db.ListAsync<CountRow>(
            $"""
            SELECT COUNT(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM cases k WHERE k.id = r.case_id AND {scope.Within("k.cinema_id", "k.opened_at")} AND {CameBack}) THEN r.case_id END) AS cases
            FROM insight_returns r WHERE r.paid_at >= {scope.Widest.From}
            """,
            cancellation);
        var counts = Told.Select((slice, bit) => (slice, Cases: rows.Where(r => (r.Ways >> bit & 1) == 1).Sum(r => r.Cases))).ToDictionary(c => c.slice, c => c.Cases);
        counts[CaseSlice.All] = rows.Sum(r => r.Cases);
        counts[CaseSlice.Recovered] = recovered[0].Cases;
        counts[CaseSlice.Acknowledged] = rows.Where(r => r.Acknowledging is not null).Sum(r => r.Cases);
        return new CaseSummary(
            counts, rows.Sum(r => r.Voices),
            ShareInterval.Of(counts[CaseSlice.InTime], counts[CaseSlice.InTime] + counts[CaseSlice.Late]),
            ShareInterval.Of(counts[CaseSlice.Reopened], counts[CaseSlice.All]),
            ShareInterval.Of(counts[CaseSlice.Recovered], counts[CaseSlice.Known]),
            WaitsOf(rows, r => r.Acknowledging), WaitsOf(rows, r => r.Closing),
            Pareto.Of(rows.GroupBy(r => r.Category, StringComparer.Ordinal).Select(c => (c.Key, CaseCategory.NameOf(c.Key), c.Sum(r => r.Cases)))));
    }

    /// <summary>The cases behind a figure, newest first.</summary>
    /// <param name="category">Null: of all.</param>
    public async Task<IReadOnlyList<CaseLine>> ListAsync(InsightScope scope, CaseSlice slice, string? category, int skip, int take, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.ListAsync<CaseLine>(
            $"""
            SELECT k.id, k.number, c.name AS cinema_name, h.name AS hall_name, k.category, k.state, k.opened_at, k.due_at, k.acknowledged_at, k.closed_at, k.voices, k.worst_stars, k.status_text
            FROM cases k JOIN cinemas c ON c.id = k.cinema_id LEFT JOIN halls h ON h.id = k.hall_id
            WHERE {Where(scope, slice, category)} ORDER BY k.opened_at DESC, k.id LIMIT {take} OFFSET {skip}
            """,
            cancellation);
    }

    public async Task<long> CountAsync(InsightScope scope, CaseSlice slice, string? category, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var count = new Script();
        var at = count.Ask($"SELECT COUNT(*) FROM cases k WHERE {Where(scope, slice, category)}");
        return long.Parse((await db.RunAsync(count, cancellation))[at][0], CultureInfo.InvariantCulture);
    }

    /// <summary>How many minutes it took, to the minute.</summary>
    private static WaitingTimes WaitsOf(List<CountRow> rows, Func<CountRow, long?> minutesOf)
    {
        var waits = rows.Where(r => minutesOf(r) is not null).Select(r => (Minutes: minutesOf(r)!.Value, r.Cases)).OrderBy(w => w.Minutes).ToList();
        var count = waits.Sum(w => w.Cases);
        return new WaitingTimes(count, Within(0.5), Within(0.9));

        long? Within(double share)
        {
            long seen = 0;
            foreach (var (minutes, cases) in waits)
            {
                seen += cases;
                if (seen >= Math.Ceiling(share * count)) return minutes;
            }

            return null;
        }
    }

    /// <summary>In which of the slices told by it a case is, a bit for each: one number is grouped by more quickly than five.</summary>
    private FormattableString Ways => Told
        .Select((slice, bit) => (FormattableString)$"CASE WHEN {Condition(slice)} THEN {new SqlText((1 << bit).ToString(CultureInfo.InvariantCulture))} ELSE 0 END")
        .Aggregate((all, one) => $"{all} + {one}");

    private FormattableString Where(InsightScope scope, CaseSlice slice, string? category)
    {
        FormattableString where = $"{scope.Within("k.cinema_id", "k.opened_at")} AND {Condition(slice)}";
        return category is null ? where : $"{where} AND k.category = {category}";
    }

    /// <summary>What makes a case one of a slice: figures and lists ask the same.</summary>
    private FormattableString Condition(CaseSlice slice) => slice switch
    {
        CaseSlice.InTime => $"({new SqlText(Closed)} AND k.closed_at <= k.due_at)",
        CaseSlice.Late => $"(({new SqlText(Closed)} AND k.closed_at > k.due_at) OR (k.state <> 'closed' AND k.due_at < {time.Now()}))",
        CaseSlice.Reopened => $"k.id IN (SELECT e.case_id FROM case_events e WHERE e.kind = 'reopened')",
        CaseSlice.Known => $"({new SqlText(Closed)} AND k.guest_id IS NOT NULL)",
        CaseSlice.Recovered => $"EXISTS (SELECT 1 FROM insight_returns r WHERE r.case_id = k.id AND {CameBack})",
        CaseSlice.Acknowledged => $"k.acknowledged_at IS NOT NULL",
        CaseSlice.Closed => $"{new SqlText(Closed)}",
        _ => $"1 = 1",
    };

    private static SqlText CameBack { get; } = new($"{Closed} AND r.paid_at > k.closed_at AND r.paid_at <= k.closed_at + {RecoveryMs}");

    /// <summary>Cases that are alike.</summary>
    private sealed record CountRow
    {
        [Column("category")] public string Category { get; init; } = "";
        [Column("ways")] public long Ways { get; init; }

        /// <summary>Minutes until somebody took it; null: nobody did.</summary>
        [Column("acknowledging")] public long? Acknowledging { get; init; }

        /// <summary>Minutes until it was closed; null: it is not.</summary>
        [Column("closing")] public long? Closing { get; init; }
        [Column("cases")] public long Cases { get; init; }
        [Column("voices")] public long Voices { get; init; }
    }
}
