using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Console.Pages.Coupons;

/// <summary>Offers and what became of them.</summary>
public sealed class CouponListing(CouponDesk desk, Visit visit) : Listing<TemplateView>
{
    public override string Path => "/console/coupons";

    public override string Name => "优惠券模板";

    public override string DefaultSort => "-made";

    public override string EmptyTitle => "还没有优惠券模板";

    public override string Href(TemplateView row) => "/console/coupons/" + row.Id;

    public override IReadOnlyList<Column<TemplateView>> Columns { get; } =
    [
        new("name", "名称", t => t.Terms.Name) { CanSort = true, Cell = t => Draw.Lines(t.Terms.Name, t.Terms.Code) },
        new("code", "编号", t => t.Terms.Code) { OnlyInFile = true },
        new("what", "优惠", t => t.What) { Cell = t => Draw.Lines(t.What, CouponPageWords.Of(t.Terms.Kind)) },
        new("issued", "已发", t => t.Issued) { CanSort = true, IsNumber = true, Cell = t => Draw.Lines(Words.Count(t.Issued), t.Left is { } left ? $"剩 {Words.Count(left)}" : "不限量") },
        new("left", "剩余", t => t.Left) { OnlyInFile = true },
        new("used", "已用", t => t.Used) { CanSort = true, IsNumber = true, Cell = t => Draw.Lines(Words.Count(t.Used), t.Issued > 0 ? $"{100.0 * t.Used / t.Issued:0}%" : null) },
        new("budget", "预算（元）", t => t.Terms.BudgetFen) { OnlyInFile = true },
        new("committed", "最多成本（元）", t => t.CommittedFen) { CanSort = true, IsNumber = true, Cell = t => Draw.Lines(Words.Yuan(t.CommittedFen), t.Terms.BudgetFen is { } budget ? $"预算 {Words.Yuan(budget)}" : "无预算上限") },
        new("took", "实际抵扣（元）", t => t.TookFen) { CanSort = true, IsNumber = true, Cell = t => Draw.Lines(Words.Yuan(t.TookFen), null) },
        new("made", "创建", t => visit.Local(t.CreatedAt)) { CanSort = true, OnlyInFile = true },
        new("state", "状态", t => t.RetiredAt is null ? "在发" : "已停") { Cell = t => Draw.Pill(t.RetiredAt is null ? "在发" : "已停", t.RetiredAt is null ? Tone.Good : Tone.Plain) },
    ];

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("name", "名称或编号"),
        new Filter("kind", "类型", [.. CouponPageWords.Kinds.Select(k => new Choice(k.Word, k.Name))]),
        new Filter("state", "状态", [new Choice("retired", "已停"), new Choice("all", "在发和已停")]) { All = "在发" },
    ]);

    public override async Task<ListPage<TemplateView>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var rows = (await desk.ListAsync(withRetired: ask["state"] is not null, cancellation)).Where(t => CouponPageWords.IsFor(t, visit.CinemaId));
        if (ask["state"] == "retired") rows = rows.Where(t => t.RetiredAt is not null);
        if (CouponPageWords.Read(ask["kind"]) is { } kind) rows = rows.Where(t => t.Terms.Kind == kind);
        if (ask["name"] is { } name) rows = rows.Where(t => t.Terms.Name.Contains(name, StringComparison.OrdinalIgnoreCase) || t.Terms.Code.Contains(name, StringComparison.OrdinalIgnoreCase));
        Func<TemplateView, object> key = ask.Sort switch
        {
            "name" => t => t.Terms.Name,
            "issued" => t => t.Issued,
            "used" => t => t.Used,
            "committed" => t => t.CommittedFen.Value,
            "took" => t => t.TookFen.Value,
            _ => t => t.Id,
        };
        var sorted = (ask.IsDescending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ToList();
        return new ListPage<TemplateView>([.. sorted.Skip(ask.Skip).Take(ask.PageSize)], sorted.Count);
    }
}
