using CinemaCx.Cases;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>The cases behind a figure.</summary>
public sealed class CaseSliceListing(Visit visit, InsightSpans spans, CaseFigures figures) : Listing<CaseLine>
{
    public override string Path => "/console/insight/cases";

    public override string Name => "投诉明细";

    public override string DefaultSort => "-opened";

    public override string EmptyTitle => "没有符合条件的工单";

    public override string EmptyText => "换一段时间，或放宽筛选条件。";

    public override IReadOnlyList<Column<CaseLine>> Columns =>
    [
        new("number", "工单", c => "C" + c.Number) { Cell = c => Draw.Lines($"C{c.Number} {CaseCategory.NameOf(c.Category)}", Shorter(c.StatusText)) },
        new("category", "分类", c => CaseCategory.NameOf(c.Category)) { OnlyInFile = true },
        new("hall", "地点", c => c.HallName ?? "公共区域") { IsLong = true, Cell = c => Draw.Lines(c.HallName ?? "公共区域", visit.Shown.Count > 1 ? c.CinemaName : null) },
        new("cinema", "影院", c => c.CinemaName) { OnlyInFile = true },
        new("voices", "反馈数", c => c.Voices) { IsNumber = true },
        new("opened", "提出时间", c => visit.Local(c.OpenedAt)) { CanSort = true, Cell = c => Draw.Lines(Words.Time(visit.Local(c.OpenedAt)), null) },
        new("acknowledging", "受理用时", c => Minutes(c.OpenedAt, c.AcknowledgedAt)) { IsNumber = true, Cell = c => Draw.Lines(InsightWords.Minutes(Minutes(c.OpenedAt, c.AcknowledgedAt)), null) },
        new("closing", "解决用时", c => Minutes(c.OpenedAt, c.ClosedAt)) { IsNumber = true, Cell = c => Draw.Lines(InsightWords.Minutes(Minutes(c.OpenedAt, c.ClosedAt)), null) },
        new("due", "时限", c => visit.Local(c.DueAt)) { OnlyInFile = true },
    ];

    public override string Href(CaseLine row) => $"/console/cases/C{row.Number}";

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("slice", "处理情况", [.. Enum.GetValues<CaseSlice>().Where(s => s != CaseSlice.All).Select(s => new Choice(s.ToString(), InsightWords.Of(s)))]),
        new Filter("category", "分类", [.. CaseCategory.All.Select(c => new Choice(c.Code, c.Name))]),
        .. InsightListings.Span,
    ]);

    public override async Task<ListPage<CaseLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var scope = await spans.OfAsync(ask["from"], ask["to"], cancellation);
        var slice = Enum.TryParse<CaseSlice>(ask["slice"], out var named) ? named : CaseSlice.All;
        return new ListPage<CaseLine>(
            await figures.ListAsync(scope, slice, ask["category"], ask.Skip, ask.PageSize, cancellation), await figures.CountAsync(scope, slice, ask["category"], cancellation));
    }

    private static long? Minutes(DateTimeOffset from, DateTimeOffset? to) => to is { } end ? (long)(end - from).TotalMinutes : null;

    private static string Shorter(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
