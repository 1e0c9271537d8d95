using System.Globalization;
using CinemaCx.Platform.Data;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>What scores are laid out by.</summary>
public enum ScoreBy
{
    Film,
    Hall,
    Cinema,
    Part,
}

public enum ScoreVerdict
{
    /// <summary>Nothing may be said.</summary>
    None,
    Better,
    Worse,
}

/// <summary>One film, hall, cinema or part of the day.</summary>
/// <param name="Net">With its 95 % interval.</param>
/// <param name="Mean">Of stars, with its interval; of NPS without meaning.</param>
/// <param name="AgainstRest">How far its net score is from that of all others.</param>
public sealed record ScoreLine(string Key, string Name, ScoreSums Sums, Interval Net, Interval Mean, Interval AgainstRest)
{
    public bool CanBeRanked => Sums.CanBeRanked;

    /// <summary>A line that is compared with nothing.</summary>
    public static ScoreLine Alone(string key, string name, ScoreSums sums) =>
        new(key, name, sums, NetInterval.Of(sums), MeanInterval.Of(sums), NetInterval.Difference(sums, default)) { Verdict = ScoreVerdict.None };

    /// <summary>Only where the interval of the difference leaves no doubt, and both sides have answers enough.</summary>
    public required ScoreVerdict Verdict { get; init; }
}

public sealed record DayScore(DateOnly Day, ScoreSums Sums);

/// <summary>A film at a part of the day: what a mix is made of.</summary>
public readonly record struct MixCell(string FilmId, string Part);

/// <summary>Scores from the sums of the days.</summary>
public sealed class ScoreQueries(Database database, InsightNames names)
{
    private static readonly SqlText Days = new("insight_days");

    /// <summary>The same sums, of all films and parts of the day together: far fewer rows.</summary>
    private static readonly SqlText HallDays = new("insight_hall_days");

    /// <summary>Best first; those of whom too few answered come last, by their number.</summary>
    public async Task<IReadOnlyList<ScoreLine>> ByAsync(InsightScope scope, Measure measure, ScoreBy by, CancellationToken cancellation) =>
        await LinesAsync(by, (await SumsAsync(scope, measure, by, cancellation)).ToDictionary(r => r.Key, r => r.Sums, StringComparer.Ordinal), cancellation);

    /// <summary>As <see cref="ByAsync"/>, from sums at hand.</summary>
    public async Task<IReadOnlyList<ScoreLine>> LinesAsync(ScoreBy by, IReadOnlyDictionary<string, ScoreSums> sums, CancellationToken cancellation)
    {
        var all = sums.Values.Together();
        var named = await names.OfAsync(by, [.. sums.Keys], cancellation);
        return [.. sums
            .Select(s => LineOf(s.Key, named.GetValueOrDefault(s.Key) ?? Nowhere(by), s.Value, all - s.Value))
            .OrderByDescending(l => l.CanBeRanked).ThenByDescending(l => l.CanBeRanked ? l.Sums.Net : l.Sums.Count).ThenBy(l => l.Name, StringComparer.Ordinal)];
    }

    /// <summary>NPS by hall and by cinema, in one look.</summary>
    public async Task<(IReadOnlyList<ScoreLine> Halls, IReadOnlyList<ScoreLine> Cinemas)> PlacesAsync(InsightScope scope, CancellationToken cancellation)
    {
        List<SumsRow> rows;
        await using (var db = await database.ReadAsync(scope, cancellation))
        {
            rows = await db.ListAsync<SumsRow>(
                $"SELECT hall_id AS grouped, cinema_id AS second, {NetSums} FROM {HallDays} WHERE measure = {Measure.Nps.Code} AND {Where(scope)} GROUP BY cinema_id, hall_id", cancellation);
        }

        return (
            await LinesAsync(ScoreBy.Hall, Together(rows, r => r.Key), cancellation),
            await LinesAsync(ScoreBy.Cinema, Together(rows, r => r.Second), cancellation));
    }

    /// <summary>All of the stretch together.</summary>
    public async Task<ScoreSums> TotalAsync(InsightScope scope, Measure measure, CancellationToken cancellation) =>
        (await SumsAsync(scope, measure, ScoreBy.Cinema, cancellation)).Select(r => r.Sums).Together();

    /// <summary>What the answers of a slice sum up to, from the sums of the days: <see cref="AnswersBehind"/> comes to the same from the answers one by one.</summary>
    public async Task<ScoreSums> TotalAsync(InsightScope scope, Measure measure, AnswerSlice slice, CancellationToken cancellation)
    {
        if (slice.Day is { } day) scope = scope with { From = day > scope.From ? day : scope.From, To = day < scope.To ? day : scope.To };
        var where = Where(scope);
        if (slice.FilmId is { } film) where = $"{where} AND film_id = {film}";
        if (slice.HallId is { } hall) where = $"{where} AND hall_id = {hall}";
        if (slice.CinemaId is { } cinema) where = $"{where} AND cinema_id = {cinema}";
        if (slice.Part is { } part) where = $"{where} AND part = {part}";
        await using var db = await database.ReadAsync(scope, cancellation);
        var from = slice.FilmId is null && slice.Part is null ? HallDays : Days;
        return (await db.ListAsync<SumsRow>($"SELECT measure AS grouped, {Sums} FROM {from} WHERE measure = {measure.Code} AND {where} GROUP BY measure", cancellation))
            .Select(r => r.Sums).Together();
    }

    /// <summary>Every measure's sums of the stretch.</summary>
    public async Task<IReadOnlyDictionary<string, ScoreSums>> MeasuresAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var rows = await db.ListAsync<SumsRow>($"SELECT measure AS grouped, {Sums} FROM {HallDays} WHERE {OfAll(scope)} AND {Where(scope)} GROUP BY measure", cancellation);
        return rows.ToDictionary(r => r.Key, r => r.Sums, StringComparer.Ordinal);
    }

    /// <summary>Each day on which somebody answered.</summary>
    public async Task<IReadOnlyList<DayScore>> DaysAsync(InsightScope scope, Measure measure, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var rows = await db.ListAsync<SumsRow>($"SELECT day AS grouped, {Sums} FROM {HallDays} WHERE measure = {measure.Code} AND {Where(scope)} GROUP BY day", cancellation);
        return [.. rows.Select(r => new DayScore(Day(r.Key), r.Sums)).OrderBy(d => d.Day)];
    }

    /// <summary>All measures, each day.</summary>
    public async Task<ILookup<string, DayScore>> DaysOfAllAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var rows = await db.ListAsync<SumsRow>($"SELECT measure AS grouped, day AS second, {Sums} FROM {HallDays} WHERE {OfAll(scope)} AND {Where(scope)} GROUP BY measure, day", cancellation);
        return rows.OrderBy(r => r.Second, StringComparer.Ordinal).ToLookup(r => r.Key, r => new DayScore(Day(r.Second), r.Sums), StringComparer.Ordinal);
    }

    /// <summary>NPS of each film at each part of the day.</summary>
    public async Task<IReadOnlyDictionary<MixCell, ScoreSums>> MixAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var rows = await db.ListAsync<SumsRow>(
            $"SELECT film_id AS grouped, part AS second, {NetSums} FROM {Days} WHERE measure = {Measure.Nps.Code} AND {Where(scope)} GROUP BY film_id, part", cancellation);
        return rows.ToDictionary(r => new MixCell(r.Key, r.Second), r => r.Sums);
    }

    /// <summary>The mix of each week of the stretch, counted back from its last day; the first may be cut short.</summary>
    public async Task<IReadOnlyList<(DateOnly Last, IReadOnlyDictionary<MixCell, ScoreSums> Mix)>> WeeksAsync(InsightScope scope, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var rows = await db.ListAsync<SumsRow>(
            $"""
            SELECT film_id AS grouped, part AS second, {db.DaysBefore(scope.To, new SqlText("day"))} / 7 AS week, {NetSums}
            FROM {Days} WHERE measure = {Measure.Nps.Code} AND {Where(scope)} GROUP BY film_id, part, 3
            """,
            cancellation);
        return [.. rows.GroupBy(r => r.Week).OrderByDescending(w => w.Key).Select(w => (
            scope.To.AddDays(-7 * (int)w.Key), (IReadOnlyDictionary<MixCell, ScoreSums>)w.ToDictionary(r => new MixCell(r.Key, r.Second), r => r.Sums)))];
    }

    internal static ScoreLine LineOf(string key, string name, ScoreSums sums, ScoreSums rest)
    {
        var against = NetInterval.Difference(sums, rest);
        return new ScoreLine(key, name, sums, NetInterval.Of(sums), MeanInterval.Of(sums), against)
        {
            Verdict = !sums.CanBeRanked || !rest.CanBeRanked || !against.ExcludesZero ? ScoreVerdict.None : against.Low > 0 ? ScoreVerdict.Better : ScoreVerdict.Worse,
        };
    }

    private async Task<List<SumsRow>> SumsAsync(InsightScope scope, Measure measure, ScoreBy by, CancellationToken cancellation)
    {
        await using var db = await database.ReadAsync(scope, cancellation);
        var name = new SqlText(by switch { ScoreBy.Film => "film_id", ScoreBy.Hall => "hall_id", ScoreBy.Cinema => "cinema_id", _ => "part" });
        var from = by is ScoreBy.Hall or ScoreBy.Cinema ? HallDays : Days;
        return await db.ListAsync<SumsRow>($"SELECT {name} AS grouped, {Sums} FROM {from} WHERE measure = {measure.Code} AND {Where(scope)} GROUP BY {name}", cancellation);
    }

    private static Dictionary<string, ScoreSums> Together(List<SumsRow> rows, Func<SumsRow, string> key) =>
        rows.GroupBy(key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(r => r.Sums).Together(), StringComparer.Ordinal);

    /// <summary>Measures by name, which finds their rows by the key; where the whole table is read anyway, asking each row for its measure only costs time.</summary>
    private static SqlText OfAll(InsightScope scope) => new(scope.IsWide ? "1 = 1" : $"measure IN ({string.Join(", ", Measure.All.Select(m => $"'{m.Code}'"))})");

    private static readonly SqlText Sums = Summing("ratings", "high", "low", "total", "squares");

    /// <summary>All that a net score is made of. An NPS has no mean that says anything, and over a year each sum more is felt.</summary>
    private static readonly SqlText NetSums = Summing("ratings", "high", "low");

    /// <summary>What one hall gathers in a day is far below what an INTEGER holds, and PostgreSQL adds those up in a third of the time.</summary>
    private static SqlText Summing(params string[] columns) => new(string.Join(", ", columns.Select(column => $"CAST(SUM(CAST({column} AS INTEGER)) AS BIGINT) AS {column}")));

    private static FormattableString Where(InsightScope scope) => $"{scope.CinemasIn("cinema_id")} AND day >= {scope.From} AND day <= {scope.To}";

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Nowhere(ScoreBy by) => by switch { ScoreBy.Film => "未关联影片", ScoreBy.Hall => "公共区域", _ => "其他" };

    private sealed record SumsRow
    {
        [Column("grouped")] public string Key { get; init; } = "";
        [Column("second")] public string Second { get; init; } = "";
        [Column("week")] public long Week { get; init; }
        [Column("ratings")] public long Count { get; init; }
        [Column("high")] public long High { get; init; }
        [Column("low")] public long Low { get; init; }
        [Column("total")] public long Total { get; init; }
        [Column("squares")] public long Squares { get; init; }

        public ScoreSums Sums => new(Count, High, Low, Total, Squares);
    }
}
