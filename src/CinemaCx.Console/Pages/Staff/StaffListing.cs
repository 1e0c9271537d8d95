using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Staff;

/// <param name="Chats">Who she is in the chats: channel and her id there.</param>
public sealed record StaffItem(EmployeeRow Row, string CinemaName, IReadOnlyList<StaffChatRow> Chats);

/// <summary>员工.</summary>
public sealed class StaffListing(Visit visit, StaffDirectory directory) : Listing<StaffItem>
{
    public override string Path => "/console/staff";

    public override string Name => "员工";

    public override string DefaultSort => "name";

    public override IReadOnlyList<Column<StaffItem>> Columns =>
    [
        new("name", "姓名", i => i.Row.Name) { CanSort = true },
        new("state", "状态", i => i.Row.LeftAt is null ? "在职" : "已离职") { Cell = i => i.Row.LeftAt is null ? Draw.Pill("在职", Tone.Good) : Draw.Pill("已离职", Tone.Plain) },
        new("role", "岗位", i => Words.Of(i.Row.Role)) { CanSort = true },
        new("cinema", "影院", i => i.CinemaName) { CanSort = true },
        new("wecom", "企业微信", i => ChatOf(i, "wecom")),
        new("dingtalk", "钉钉", i => ChatOf(i, "dingtalk")),
        new("sms", "短信", i => ChatOf(i, "sms")),
        new("since", "建档时间", i => i.Row.CreatedAt) { CanSort = true },
    ];

    public override string? Href(StaffItem row) => StaffLadder.MayLookAfter(visit.Member, row.Row.Role, row.Row.CinemaId) ? "/console/staff/" + row.Row.Id : null;

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("role", "岗位", [.. Words.Roles.Select(r => new Choice(r.Role.ToString(), r.Name))]),
        new Filter("state", "状态", [new Choice("left", "已离职")]) { All = "在职" },
        new Filter("q", "搜索") { Hint = "姓名" },
    ]);

    public override async Task<ListPage<StaffItem>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var all = (await directory.EverybodyAsync(visit.CinemaId, cancellation))
            .Where(e => e.LeftAt is null == (ask["state"] is null))
            .Where(e => ask["role"] is null || e.Role.ToString() == ask["role"])
            .Where(e => ask["q"] is not { } words || e.Name.Contains(words, StringComparison.OrdinalIgnoreCase));
        Func<EmployeeRow, string> key = ask.Sort switch
        {
            "role" => e => ((int)e.Role).ToString("00", System.Globalization.CultureInfo.InvariantCulture),
            "cinema" => e => visit.NameOf(e.CinemaId),
            "since" => e => e.Id,
            _ => e => e.Name,
        };
        var sorted = (ask.IsDescending ? all.OrderByDescending(key, StringComparer.Ordinal) : all.OrderBy(key, StringComparer.Ordinal)).ToList();
        var chats = await directory.ChatsAsync(cancellation);
        return new ListPage<StaffItem>(
            [.. sorted.Skip(ask.Skip).Take(ask.PageSize).Select(e => new StaffItem(e, visit.NameOf(e.CinemaId), [.. chats[e.Id]]))], sorted.Count);
    }

    /// <summary>A telephone number only its end.</summary>
    private static string ChatOf(StaffItem item, string channel) => string.Join("、", item.Chats.Where(c => c.Channel == channel).Select(c => Masked(c))) is { Length: > 0 } text ? text : "—";

    internal static string Masked(StaffChatRow chat) => chat.Channel == "sms" && chat.Person.Length > 4 ? "****" + chat.Person[^4..] : chat.Person;
}
