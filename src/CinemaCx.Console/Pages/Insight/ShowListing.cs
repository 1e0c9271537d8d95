using System.Globalization;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>The showtimes behind box office and occupancy.</summary>
public sealed class ShowListing(Visit visit, InsightSpans spans, SalesQueries sales, InsightFilters filters) : Listing<ShowLine>
{
    public override string Path => "/console/insight/shows";

    public override string Name => "场次明细";

    public override string DefaultSort => "-at";

    public override string EmptyTitle => "没有符合条件的场次";

    public override string EmptyText => "只计已经开映的场次。";

    public override IReadOnlyList<Column<ShowLine>> Columns =>
    [
        new("film", "影片", s => s.FilmTitle) { Cell = s => Draw.Lines(s.FilmTitle, s.Genre) },
        new("genre", "类型", s => s.Genre) { OnlyInFile = true },
        new("hall", "影厅", s => s.HallName) { IsLong = true, Cell = s => Draw.Lines(s.HallName, visit.Shown.Count > 1 ? s.CinemaName : null) },
        new("cinema", "影院", s => s.CinemaName) { OnlyInFile = true },
        new("at", "开映", s => visit.Local(s.StartsAt)) { CanSort = true, Cell = s => Draw.Lines(Words.Time(visit.Local(s.StartsAt)), null) },
        new("sold", "人次", s => s.Sales.Sold) { IsNumber = true },
        new("seats", "座位", s => s.Sales.Seats) { IsNumber = true },
        new("occupancy", "上座率 %", s => Math.Round(s.Sales.Occupancy, 1)) { IsNumber = true },
        new("revenue", "票房", s => s.Sales.Revenue) { IsNumber = true },
    ];

    public override async Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) =>
    [
        await filters.FilmsAsync(cancellation),
        new Filter("genre", "类型"),
        InsightListings.Parts,
        new Filter("weekday", "星期", [.. Enumerable.Range(1, 7).Select(d => new Choice(d.ToString(CultureInfo.InvariantCulture), "周" + "一二三四五六日"[d - 1]))]),
        new Filter("hour", "开映钟点", [.. Enumerable.Range(0, 24).Select(h => new Choice(h.ToString(CultureInfo.InvariantCulture), h + " 点"))]),
        .. InsightListings.Span,
    ];

    public override async Task<ListPage<ShowLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var scope = await spans.OfAsync(ask["from"], ask["to"], cancellation);
        var slice = new ShowSlice(ask["film"], ask["genre"], ask["part"], Hour: Number(ask["hour"]), Weekday: Number(ask["weekday"]));
        return new ListPage<ShowLine>(
            await sales.ListAsync(scope, slice, new ShowPage(ask.Skip, ask.PageSize, ask.IsDescending), cancellation), (await sales.SumAsync(scope, slice, cancellation)).Shows);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
