using System.Globalization;
using CinemaCx.Campaigns;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Loyalty;

namespace CinemaCx.Console.Pages.Members;

/// <summary>Guests by tier, points and tag; a cinema's people see those who bought there.</summary>
public sealed class MemberListing(GuestDirectory directory, GuestTags tags, Visit visit) : Listing<GuestLine>
{
    public override string Path => "/console/members";

    public override string Name => "会员";

    public override string DefaultSort => "-joined";

    public override string EmptyTitle => "没有符合条件的会员";

    public override string EmptyText => "放宽条件再试，或用手机号精确查找。";

    public override long? CountsTo => GuestDirectory.MostCounted;

    public override string Href(GuestLine row) => "/console/members/" + row.Id;

    public override IReadOnlyList<Column<GuestLine>> Columns { get; } =
    [
        new("phone", "手机", g => g.PhoneMask ?? "未留手机"),
        new("tier", "等级", g => MemberWords.NameOf(g.Tier)) { Cell = g => Draw.Pill(MemberWords.NameOf(g.Tier), MemberWords.ToneOf(g.Tier)) },
        new("points", "积分", g => g.Points) { CanSort = true, IsNumber = true },
        new("spend", "12 个月消费（元）", g => g.Spend) { CanSort = true, IsNumber = true, Cell = g => Draw.Lines(Words.Yuan(g.Spend), g.Visits > 0 ? $"{g.Visits} 场" : null) },
        new("visits", "12 个月观影", g => g.Visits) { OnlyInFile = true },
        new("joined", "加入", g => visit.Local(g.JoinedAt)) { CanSort = true, Cell = g => Draw.Lines(visit.Local(g.JoinedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null) },
        new("id", "会员编号", g => g.Id) { OnlyInFile = true },
    ];

    public override async Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) =>
    [
        new Filter("tier", "等级", MemberWords.Tiers),
        new Filter("least", "积分不少于") { Type = "number" },
        new Filter("most", "积分不多于") { Type = "number" },
        new Filter("tag", "标签", [.. (await tags.ListAsync(cancellation)).Take(200).Select(t => new Choice(t.Tag, t.Tag))]),
        new Filter("who", "范围", [new Choice("all", "含未留手机的观众")]) { All = "仅会员" },
    ];

    public override async Task<ListPage<GuestLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var filter = new GuestFilter(TierWords.Read(ask["tier"]), Number(ask["least"]), Number(ask["most"]), ask["tag"], OnlyMembers: ask["who"] is null);
        var sort = ask.Sort switch { "points" => GuestSort.Points, "spend" => GuestSort.Spend, _ => GuestSort.Newest };
        var page = await directory.ListAsync(visit.Sees, filter, sort, ask.Skip, ask.PageSize, cancellation);
        return new ListPage<GuestLine>(page.Guests, page.Count);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
