using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Cases;

/// <summary>A case as the list shows it.</summary>
public sealed record CaseItem(CaseRow Row, string CinemaName, string? HallName, string? OwnerName);

/// <summary>工单.</summary>
public sealed class CaseListing(Visit visit, CaseQueries cases, StaffDirectory directory, CinemaQueries cinemas, TimeProvider time) : Listing<CaseItem>
{
    public override string Path => "/console/cases";

    public override string Name => "工单";

    public override string DefaultSort => "-number";

    public override string EmptyTitle => "没有符合条件的工单";

    public override string EmptyText => "观众给出低分评价时，工单会自动出现在这里。";

    public override IReadOnlyList<Column<CaseItem>> Columns =>
    [
        new("number", "工单", i => i.Row.Name) { CanSort = true, Cell = i => Draw.Lines($"{i.Row.Name} {CaseCategory.NameOf(i.Row.Category)}", Shorter(i.Row.StatusText)) },
        new("category", "分类", i => CaseCategory.NameOf(i.Row.Category)) { OnlyInFile = true },
        new("state", "状态", i => CaseWords.Of(i.Row.State).Text) { Cell = i => Draw.Pill(CaseWords.Of(i.Row.State).Text, CaseWords.Of(i.Row.State).Tone) },
        new("severity", "级别", i => CaseWords.Of(i.Row.Severity).Text) { CanSort = true, Cell = i => Draw.Pill(CaseWords.Of(i.Row.Severity).Text, CaseWords.Of(i.Row.Severity).Tone) },
        new("place", "地点", i => i.HallName ?? "—") { IsLong = true, Cell = i => Draw.Lines(i.HallName ?? "—", visit.Shown.Count > 1 ? i.CinemaName : null) },
        new("cinema", "影院", i => i.CinemaName) { OnlyInFile = true },
        new("stars", "最低评分", i => i.Row.WorstStars) { CanSort = true, IsNumber = true },
        new("voices", "反馈数", i => i.Row.Voices) { CanSort = true, IsNumber = true },
        new("owner", "负责人", i => i.OwnerName ?? "—"),
        new("opened", "提出时间", i => visit.Local(i.Row.OpenedAt, i.Row.CinemaId)) { Cell = i => Draw.Lines(Words.Time(visit.Local(i.Row.OpenedAt, i.Row.CinemaId)), null) },
        new("due", "时限", i => visit.Local(i.Row.DueAt, i.Row.CinemaId)) { CanSort = true, Cell = i => Draw.Pill(CaseWords.Due(i.Row, time.GetUtcNow()).Text, CaseWords.Due(i.Row, time.GetUtcNow()).Tone) },
        new("status", "最新进展", i => i.Row.StatusText) { OnlyInFile = true },
        new("cause", "原因", i => i.Row.RootCause) { OnlyInFile = true },
        new("action", "处理", i => i.Row.Action) { OnlyInFile = true },
    ];

    public override string Href(CaseItem row) => "/console/cases/" + row.Row.Name;

    public override async Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation)
    {
        var people = await directory.ListAsync(visit.CinemaId, cancellation);
        return
        [
            new Filter("state", "状态", CaseWords.States),
            new Filter("severity", "级别", CaseWords.Severities),
            new Filter("category", "分类", CaseWords.Categories),
            new Filter("owner", "负责人", [new Choice(visit.Member.EmployeeId, "我自己"), .. people.Where(p => p.Id != visit.Member.EmployeeId && p.Role is not (StaffRole.Usher or StaffRole.Marketing)).Select(p => new Choice(p.Id, p.Name))]),
            new Filter("from", "从") { Type = "date" },
            new Filter("to", "到") { Type = "date" },
            new Filter("q", "搜索") { Hint = "编号或处理内容" },
        ];
    }

    public override async Task<ListPage<CaseItem>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var filter = new CaseFilter
        {
            IsStanding = ask["state"] == "standing",
            IsOverdue = ask["state"] == "overdue",
            State = ask["state"] switch { "open" => CaseState.Open, "acknowledged" => CaseState.Acknowledged, "closed" => CaseState.Closed, _ => null },
            Severity = ask["severity"] switch { "critical" => CaseSeverity.Critical, "high" => CaseSeverity.High, "normal" => CaseSeverity.Normal, _ => null },
            Category = ask["category"],
            OwnerId = ask["owner"],
            OpenedFrom = ask.Date("from") is { } from ? BusinessDay.At(from, TimeOnly.MinValue, visit.Zone) : null,
            OpenedBefore = ask.Date("to") is { } to ? BusinessDay.At(to.AddDays(1), TimeOnly.MinValue, visit.Zone) : null,
            Words = ask["q"],
        };
        var (rows, total) = await cases.PageAsync(visit.Sees, filter, ask.Sort, ask.IsDescending, ask.Skip, ask.PageSize, cancellation);
        return new ListPage<CaseItem>(await NamedAsync(rows, cancellation), total);
    }

    /// <summary>Cases with the names of what they point at.</summary>
    public async Task<IReadOnlyList<CaseItem>> NamedAsync(IReadOnlyList<CaseRow> rows, CancellationToken cancellation)
    {
        var people = await directory.NamesAsync(cancellation);
        var halls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in rows.Where(r => r.HallId is not null).Select(r => r.CinemaId).Distinct(StringComparer.Ordinal))
            foreach (var hall in (await cinemas.OneAsync(id, cancellation)).Halls) halls[hall.Id] = hall.Name;
        return [.. rows.Select(r => new CaseItem(r, visit.NameOf(r.CinemaId), r.HallId is null ? null : halls.GetValueOrDefault(r.HallId), r.OwnerId is null ? null : people.GetValueOrDefault(r.OwnerId)))];
    }

    private static string Shorter(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
