using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <param name="By">What the line is one of.</param>
public sealed record ScoreItem(ScoreBy By, Measure Measure, InsightScope Scope, ScoreLine Line);

/// <summary>All films, halls, cinemas or parts of the day with their scores.</summary>
public sealed class ScoreListing(InsightSpans spans, ScoreQueries scores) : Listing<ScoreItem>
{
    private static readonly IReadOnlyList<(string Key, ScoreBy By, string Name)> Kinds =
        [("film", ScoreBy.Film, "影片"), ("hall", ScoreBy.Hall, "影厅"), ("cinema", ScoreBy.Cinema, "影院"), ("part", ScoreBy.Part, "时段")];

    public override string Path => "/console/insight/scores";

    public override string Name => "评分对比";

    public override string DefaultSort => "-net";

    public override string EmptyTitle => "这段时间还没有评价";

    public override IReadOnlyList<Column<ScoreItem>> Columns =>
    [
        new("name", "名称", i => i.Line.Name),
        new("net", "NPS 或净满意度", i => Math.Round(i.Line.Net.Estimate, 1))
        {
            CanSort = true,
            IsNumber = true,
            Cell = i => Draw.Lines(i.Line.CanBeRanked ? InsightWords.Net(i.Line.Net.Estimate) : $"（{InsightWords.Net(i.Line.Net.Estimate)}）", null),
        },
        new("low", "区间下限", i => Math.Round(i.Line.Net.Low, 1)) { IsNumber = true, Cell = i => Draw.Lines(InsightWords.Net(i.Line.Net.Low), null) },
        new("high", "区间上限", i => Math.Round(i.Line.Net.High, 1)) { IsNumber = true, Cell = i => Draw.Lines(InsightWords.Net(i.Line.Net.High), null) },
        new("mean", "平均分", i => Math.Round(i.Line.Sums.Mean, 2)) { IsNumber = true },
        new("count", "份数", i => i.Line.Sums.Count) { CanSort = true, IsNumber = true },
        new("verdict", "与其他相比", i => Verdict(i).Text) { Cell = i => Draw.Pill(Verdict(i).Text, Verdict(i).Tone) },
    ];

    public override string Href(ScoreItem row) => InsightSpans.Href(
        "/console/insight/answers", row.Scope, ("measure", row.Measure.Code), (Kinds.First(k => k.By == row.By).Key, row.Line.Key.Length == 0 ? InsightListings.Nowhere : row.Line.Key));

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        InsightListings.Measures,
        new Filter("by", "对比", [.. Kinds.Select(k => new Choice(k.Key, k.Name))]) { All = "影片" },
        .. InsightListings.Span,
    ]);

    public override async Task<ListPage<ScoreItem>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var scope = await spans.OfAsync(ask["from"], ask["to"], cancellation);
        var (measure, by) = (Measure.Find(ask["measure"]) ?? Measure.Nps, Kinds.FirstOrDefault(k => k.Key == ask["by"], Kinds[0]).By);
        var lines = await scores.ByAsync(scope, measure, by, cancellation);
        // Whoever has too few answers takes no place among the others, whichever way it is sorted.
        var ranked = lines.Where(l => l.CanBeRanked);
        var sorted = (ask.Sort, ask.IsDescending) switch
        {
            ("count", true) => lines.OrderByDescending(l => l.Sums.Count),
            ("count", false) => lines.OrderBy(l => l.Sums.Count),
            ("net", false) => ranked.OrderBy(l => l.Sums.Net).Concat(lines.Where(l => !l.CanBeRanked)),
            _ => lines,
        };
        return new ListPage<ScoreItem>([.. sorted.Skip(ask.Skip).Take(ask.PageSize).Select(l => new ScoreItem(by, measure, scope, l))], lines.Count);
    }

    private static (string Text, Tone Tone) Verdict(ScoreItem item) =>
        InsightWords.Of(item.Line.Verdict) ?? (item.Line.CanBeRanked ? ("尚不能区分", Tone.Plain) : ("样本不足", Tone.Plain));
}
