using System.Globalization;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.WecomBot.Commands;

internal sealed class MyCasesCommand(CaseQueries cases) : ChatCommand
{
    public override IReadOnlyList<string> Names { get; } = ["我的工单", "工单", "待办", "list"];

    public override string Usage => "我的工单";

    public override async Task<Reply> RunAsync(ChatCaller caller, string? caseName, string words, CancellationToken cancellation)
    {
        if (caseName is not null) return new Reply(Line(await cases.FindAsync(caseName, caller.Member, cancellation)));
        var rows = await cases.ListAsync(caller.Member, onlyMine: false, withClosed: false, cancellation);
        var mine = rows.Where(r => r.OwnerId == caller.Member.EmployeeId).ToList();
        var open = rows.Where(r => r.State == CaseState.Open).ToList();
        if (mine.Count + open.Count == 0) return new Reply("目前没有待处理的工单");
        var lines = new List<string>();
        if (mine.Count > 0) lines.AddRange(["由您受理：", .. mine.Take(10).Select(Line)]);
        if (open.Count > 0) lines.AddRange(["待受理：", .. open.Take(10).Select(Line)]);
        return new Reply(string.Join('\n', lines));
    }

    private static string Line(CaseRow row) => $"{row.Name} {new string('★', (int)row.WorstStars)} {CaseCategory.NameOf(row.Category)} {row.StatusText}";
}

internal sealed class DutyCommand(DutyRoster roster, Database database, TimeProvider time) : ChatCommand
{
    public override IReadOnlyList<string> Names { get; } = ["值班", "谁值班", "排班"];

    public override string Usage => "值班";

    public override async Task<Reply> RunAsync(ChatCaller caller, string? caseName, string words, CancellationToken cancellation)
    {
        List<CinemaRow> cinemas;
        await using (var db = database.Read())
            cinemas = await db.GetTable<CinemaRow>().Where(c => caller.Member.CinemaId == null || c.Id == caller.Member.CinemaId).OrderBy(c => c.Code).ToListAsync(cancellation);
        var lines = new List<string>();
        foreach (var cinema in cinemas)
        {
            lines.Add($"{cinema.Name}（{TimeZoneInfo.ConvertTime(time.GetUtcNow(), cinema.Zone).ToString("HH:mm", CultureInfo.InvariantCulture)}）");
            foreach (var (post, name) in CasePost.All)
            {
                var duty = await roster.WhoAsync(cinema.Id, post, time.GetUtcNow(), cancellation);
                var standIn = duty.Reason == DutyReason.OnDuty ? "" : "（无人排班，由经理代）";
                lines.Add($"{name}：{(duty.People.Count == 0 ? "无" : string.Join("、", duty.People.Select(p => p.Name)))}{standIn}");
            }
        }

        return new Reply(string.Join('\n', lines));
    }
}

internal sealed class CouponsCommand(CouponTemplates templates) : ChatCommand
{
    public override IReadOnlyList<string> Names { get; } = ["补偿券", "券"];

    public override string Usage => "补偿券";

    public override async Task<Reply> RunAsync(ChatCaller caller, string? caseName, string words, CancellationToken cancellation)
    {
        var list = await templates.ForCompensationAsync(caller.Member.Role, cancellation);
        return new Reply(list.Count == 0 ? "您的岗位没有可以发放的补偿券" : "可以发放：" + string.Join("、", list.Select(t => t.Name)));
    }
}
