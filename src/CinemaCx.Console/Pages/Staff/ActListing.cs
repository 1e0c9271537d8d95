using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Staff;

/// <summary>审计日志.</summary>
public sealed class ActListing(Visit visit, StaffActs acts, StaffDirectory directory) : Listing<StaffActView>
{
    public override string Path => "/console/audit";

    public override string Name => "审计日志";

    public override string DefaultSort => "-at";

    public override string EmptyTitle => "还没有记录";

    public override string EmptyText => "谁在什么时候改了什么，都会留在这里，不能修改。";

    public override IReadOnlyList<Column<StaffActView>> Columns =>
    [
        new("at", "时间", a => visit.Local(a.At)) { CanSort = true },
        new("who", "员工", a => a.Who),
        new("act", "操作", a => ActWords.OfAct(a.Act)),
        new("thing", "对象", a => ActWords.OfThing(a.Thing)),
        new("id", "编号", a => a.ThingId),
        new("cinema", "影院", a => visit.NameOf(a.CinemaId)),
        new("change", "内容", a => ActWords.OfChange(a.Change)) { Cell = a => Draw.Lines("", Shorter(ActWords.OfChange(a.Change))) },
        new("raw", "原始记录", a => a.Change.GetRawText()) { OnlyInFile = true },
    ];

    public override async Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) =>
    [
        new Filter("who", "员工", [.. (await directory.EverybodyAsync(visit.CinemaId, cancellation)).Select(e => new Choice(e.Id, e.Name))]),
        new Filter("thing", "对象", [.. ActWords.Things.OrderBy(t => t.Value, StringComparer.Ordinal).Select(t => new Choice(t.Key, t.Value))]),
        new Filter("from", "从") { Type = "date" },
        new Filter("to", "到") { Type = "date" },
    ];

    public override async Task<ListPage<StaffActView>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        DateTimeOffset? from = ask.Date("from") is { } first ? BusinessDay.At(first, TimeOnly.MinValue, visit.Zone) : null;
        DateTimeOffset? before = ask.Date("to") is { } last ? BusinessDay.At(last.AddDays(1), TimeOnly.MinValue, visit.Zone) : null;
        var (rows, total) = await acts.PageAsync(visit.Sees, new StaffActFilter(ask["thing"], ask["who"], from, before), ask.IsDescending, ask.Skip, ask.PageSize, cancellation);
        return new ListPage<StaffActView>(rows, total);
    }

    private static string Shorter(string text) => text.Length > 160 ? text[..160] + "…" : text;
}
