using CinemaCx.Campaigns;
using CinemaCx.Console.Pages.Coupons;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Data;

namespace CinemaCx.Console.Pages.Campaigns;

/// <summary>Campaigns of the cinemas that are shown.</summary>
public sealed class CampaignListing(CampaignDesk desk, StaffNames names, Visit visit) : Listing<CampaignRow>
{
    private IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>(StringComparer.Ordinal);

    public override string Path => "/console/campaigns";

    public override string Name => "活动";

    public override string DefaultSort => "-made";

    public override string EmptyTitle => "还没有活动";

    public override string EmptyText => "新建一个活动，选好人群和内容，提交后由另一位同事审批。";

    public override string Href(CampaignRow row) => "/console/campaigns/" + row.Id;

    public override IReadOnlyList<Column<CampaignRow>> Columns => field ??=
    [
        new("name", "活动", c => c.Name) { CanSort = true, Cell = c => Draw.Lines(c.Name, c.CinemaId is null ? "全部影院" : visit.NameOf(c.CinemaId)) },
        new("cinema", "影院", c => c.CinemaId is null ? "全部影院" : visit.NameOf(c.CinemaId)) { OnlyInFile = true },
        new("state", "状态", c => CampaignWords.Of(c.State).Text) { Cell = c => Draw.Pill(CampaignWords.Of(c.State).Text, CampaignWords.Of(c.State).Tone) },
        new("kind", "方式", c => CampaignWords.Of(CampaignTerms.Of(c).Trigger, t => Words.Time(visit.Local(t)))),
        new("guests", "人数", c => c.Enrolled) { CanSort = true, IsNumber = true, Cell = c => Draw.Lines(c.StartedAt is null ? "—" : Words.Count(c.Enrolled), c.EstimatedGuests is { } size ? $"预计 {Words.Count(size)}" : null) },
        new("starts", "开始", c => (c.StartedAt ?? c.StartsAt) is { } at ? visit.Local(at) : null) { CanSort = true, Cell = c => Draw.Lines((c.StartedAt ?? c.StartsAt) is { } at ? Words.Time(visit.Local(at)) : "尽快", c.StartedAt is null && c.StartsAt is not null ? "计划" : null) },
        new("made", "创建", c => visit.Local(c.MadeAt)) { CanSort = true, Cell = c => Draw.Lines(_names.GetValueOrDefault(c.MadeBy, c.MadeBy), Words.Time(visit.Local(c.MadeAt))) },
        new("maker", "创建人", c => _names.GetValueOrDefault(c.MadeBy, c.MadeBy)) { OnlyInFile = true },
    ];

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("state", "状态", [.. Enum.GetValues<CampaignState>().Select(s => new Choice(StoredWord.Of(s), CampaignWords.Of(s).Text))]),
        new Filter("name", "名称"),
    ]);

    public override async Task<ListPage<CampaignRow>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        _names = await names.AllAsync(cancellation);
        CampaignState? state = ask["state"] is { } word ? Enum.GetValues<CampaignState>().First(s => StoredWord.Of(s) == word) : null;
        var rows = (await desk.ListAsync(visit.Sees, state, cancellation)).AsEnumerable();
        if (ask["name"] is { } name) rows = rows.Where(c => c.Name.Contains(name, StringComparison.OrdinalIgnoreCase));
        Func<CampaignRow, object> key = ask.Sort switch
        {
            "name" => c => c.Name,
            "guests" => c => c.Enrolled,
            "starts" => c => c.StartedAt ?? c.StartsAt ?? DateTimeOffset.MinValue,
            _ => c => c.Id,
        };
        var sorted = (ask.IsDescending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ToList();
        return new ListPage<CampaignRow>([.. sorted.Skip(ask.Skip).Take(ask.PageSize)], sorted.Count);
    }
}
