using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>The single answers behind a score.</summary>
public sealed class AnswerListing(Visit visit, InsightSpans spans, AnswersBehind behind, ScoreQueries scores, InsightFilters filters) : Listing<AnswerLine>
{
    public override string Path => "/console/insight/answers";

    public override string Name => "评价明细";

    public override string DefaultSort => "-at";

    public override string EmptyTitle => "没有符合条件的评价";

    public override string EmptyText => "换一段时间，或放宽筛选条件。";

    public override IReadOnlyList<Column<AnswerLine>> Columns =>
    [
        new("film", "影片", a => a.FilmTitle ?? "未关联影片") { Cell = a => Draw.Lines(a.FilmTitle ?? "未关联影片", Shorter(a.Comment)) },
        new("hall", "影厅", a => a.HallName ?? "公共区域") { IsLong = true, Cell = a => Draw.Lines(a.HallName ?? "公共区域", visit.Shown.Count > 1 ? a.CinemaName : null) },
        new("cinema", "影院", a => a.CinemaName) { OnlyInFile = true },
        new("score", "得分", a => a.Score) { IsNumber = true },
        new("stars", "总体星级", a => a.Stars) { IsNumber = true },
        new("comment", "评语", a => a.Comment) { OnlyInFile = true },
        new("case", "工单", a => a.CaseNumber is { } n ? "C" + n : null) { Cell = a => a.CaseNumber is { } n ? Draw.Link($"/console/cases/C{n}", $"C{n}") : Draw.Lines("—", null) },
        new("at", "评价时间", a => visit.Local(a.GivenAt)) { CanSort = true, Cell = a => Draw.Lines(Words.Time(visit.Local(a.GivenAt)), null) },
    ];

    public override async Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) =>
    [
        InsightListings.Measures,
        new Filter("class", "得分档", [new Choice("high", "推荐者（五星）"), new Choice("middle", "中间"), new Choice("low", "贬损者（三星及以下）")]),
        await filters.FilmsAsync(cancellation),
        await filters.HallsAsync(cancellation),
        new Filter("cinema", "影院", [.. visit.Shown.Select(c => new Choice(c.Id, c.Name))]),
        InsightListings.Parts,
        .. InsightListings.Span,
    ];

    public override async Task<ListPage<AnswerLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var scope = await spans.OfAsync(ask["from"], ask["to"], cancellation);
        var measure = Measure.Find(ask["measure"]) ?? Measure.Nps;
        var slice = new AnswerSlice(InsightListings.Key(ask["film"]), InsightListings.Key(ask["hall"]), ask["cinema"], ask["part"]) { Class = ask["class"] };
        var sums = await scores.TotalAsync(scope, measure, slice, cancellation);
        var total = slice.Class switch { "high" => sums.High, "low" => sums.Low, "middle" => sums.Count - sums.High - sums.Low, _ => sums.Count };
        return new ListPage<AnswerLine>(await behind.ListAsync(scope, measure, slice, ask.Skip, ask.PageSize, cancellation), total);
    }

    private static string? Shorter(string? text) => text is { Length: > 60 } ? text[..60] + "…" : text;
}
