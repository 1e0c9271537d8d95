using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Feedback;

namespace CinemaCx.Console.Pages.Surveys;

/// <summary>现场二维码.</summary>
public sealed class TouchpointListing(Visit visit, TouchpointQueries touchpoints) : Listing<TouchpointLine>
{
    public override string Path => SurveyForms.Touchpoints;

    public override string Name => "现场二维码";

    public override string DefaultSort => "place";

    public override string EmptyTitle => "没有符合条件的二维码";

    public override string EmptyText => "在影厅出口、卫生间、取票机或卖品部放一张二维码，观众扫一扫就能评价。";

    public override IReadOnlyList<Column<TouchpointLine>> Columns =>
    [
        new("name", "位置", t => t.Row.Name) { CanSort = true },
        new("cinema", "影院", t => t.CinemaName) { CanSort = true },
        new("place", "类型", t => SurveyPlaces.NameOf(t.Row.Kind)) { CanSort = true },
        new("hall", "影厅", t => t.HallName ?? "—"),
        new("answers", "近 30 天评价", t => t.Answers) { CanSort = true, IsNumber = true },
        new("last", "最近一次", t => t.LastAnswerAt is { } at ? visit.Local(at, t.Row.CinemaId) : null) { CanSort = true, Cell = t => Draw.Lines(t.LastAnswerAt is { } at ? Words.Time(visit.Local(at, t.Row.CinemaId)) : "还没有", null) },
        new("state", "状态", t => t.Row.RetiredAt is null ? "使用中" : "已停用") { Cell = t => t.Row.RetiredAt is null ? Draw.Pill("使用中", Tone.Good) : Draw.Pill("已停用") },
        new("code", "编码", t => t.Row.Code) { OnlyInFile = true },
        new("link", "链接", t => touchpoints.LinkOf(t.Row.Code)) { OnlyInFile = true },
    ];

    public override string Href(TouchpointLine row) => $"{Path}/{row.Row.Id}";

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("kind", "类型", [.. Enum.GetValues<TouchpointKind>().Select(k => new Choice(k.ToString(), SurveyPlaces.NameOf(k)))]),
        new Filter("state", "状态", [new("used", "使用中"), new("retired", "已停用")]),
        new Filter("q", "搜索") { Hint = "位置或影院" },
    ]);

    public override async Task<ListPage<TouchpointLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var all = (await touchpoints.ListAsync(visit.Sees, null, withRetired: true, cancellation))
            .Where(t => ask["kind"] is null || t.Row.Kind.ToString() == ask["kind"])
            .Where(t => ask["state"] is not { } state || (state == "used") == t.Row.RetiredAt is null)
            .Where(t => ask["q"] is not { } words || t.Row.Name.Contains(words, StringComparison.OrdinalIgnoreCase) || t.CinemaName.Contains(words, StringComparison.OrdinalIgnoreCase));
        Func<TouchpointLine, IComparable> key = ask.Sort switch
        {
            "name" => t => t.Row.Name,
            "cinema" => t => t.CinemaName,
            "answers" => t => t.Answers,
            "last" => t => t.LastAnswerAt ?? DateTimeOffset.MinValue,
            _ => t => (int)t.Row.Kind,
        };
        var sorted = (ask.IsDescending ? all.OrderByDescending(key) : all.OrderBy(key)).ThenBy(t => t.CinemaName, StringComparer.Ordinal).ThenBy(t => t.Row.Name, StringComparer.Ordinal).ToList();
        return new ListPage<TouchpointLine>([.. sorted.Skip(ask.Skip).Take(ask.PageSize)], sorted.Count);
    }
}
