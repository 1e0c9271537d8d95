using System.Globalization;
using CinemaCx.Cases;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using LinqToDB.Mapping;

namespace CinemaCx.Alerts;

/// <param name="Version">Of the case, as the card shows it.</param>
/// <param name="Text">The same for a channel without cards.</param>
public sealed record DrawnCard(StaffCard Card, long Version, string Text);

/// <summary>Draws a case for one person: what she needs to know, and what she may do.</summary>
public sealed class CaseCards
{
    public const string Acknowledge = "ack";
    public const string Compensate = "compensate";
    public const string Close = "close";
    public const string Undo = "undo";
    public const string CouponChoice = "coupon";
    private const int MostCoupons = 8;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly FeedbackQueries _feedback;
    private readonly TimeProvider _time;
    private readonly FreshMemory<StaffRole, IReadOnlyList<CouponTemplateRow>> _coupons;

    public CaseCards(Database database, FeedbackQueries feedback, CouponTemplates templates, TimeProvider time)
    {
        (_database, _feedback, _time) = (database, feedback, time);
        _coupons = new(async role => [.. (await templates.ForCompensationAsync(role, CancellationToken.None)).Take(MostCoupons)], Age, time);
    }

    /// <returns>Null when the case or the person is gone.</returns>
    public async Task<DrawnCard?> OfAsync(AlertMessageRow message, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        return await DrawAsync(message, await db.ListManyAsync<Rows>(Reading($"{message.CaseId}", $"{message.EmployeeId}"), cancellation), cancellation);
    }

    /// <summary>A message and its card in one round trip.</summary>
    /// <returns>No message: there is none of this id; no card: the case or the person is gone.</returns>
    public async Task<(AlertMessageRow? Message, DrawnCard? Card)> FindAsync(string messageId, CancellationToken cancellation)
    {
        var (caseId, employeeId) = (Of("case_id"), Of("employee_id"));
        RowsOfMessage read;
        await using (var db = _database.Read())
            read = await db.ListManyAsync<RowsOfMessage>($"{Reading(caseId, employeeId)}; SELECT * FROM alert_messages WHERE id = {messageId}", cancellation);
        return read.Messages is [var message] ? (message, await DrawAsync(message, read, cancellation)) : (null, null);

        // One value, not a set of them: a join would be planned anew for every card.
        FormattableString Of(string column) => $"(SELECT {new SqlText(column)} FROM alert_messages WHERE id = {messageId})";
    }

    private FormattableString Reading(FormattableString caseId, FormattableString employeeId) => $"""
        SELECT * FROM cases WHERE id = {caseId};
        SELECT * FROM employees WHERE id = {employeeId} AND left_at IS NULL;
        SELECT a.* FROM answers a JOIN cases c ON c.lead_answer_id = a.id WHERE c.id = {caseId};
        SELECT g.* FROM guests g JOIN answers a ON a.guest_id = g.id JOIN cases c ON c.lead_answer_id = a.id WHERE c.id = {caseId};
        SELECT o.* FROM orders o JOIN answers a ON a.guest_id = o.guest_id JOIN cases c ON c.lead_answer_id = a.id
        WHERE c.id = {caseId} AND o.state = 'paid' AND o.paid_at >= {_time.GetUtcNow().AddYears(-1)}
        """;

    private async Task<DrawnCard?> DrawAsync(AlertMessageRow message, Rows read, CancellationToken cancellation)
    {
        if (read is not { Cases: [var row], Employees: [var holder] }) return null;
        var answer = read.Answers.FirstOrDefault();
        var lead = answer is null ? null : await _feedback.ViewAsync(answer, cancellation);
        var isOwner = row.OwnerId == holder.Id;
        var coupons = row.State == CaseState.Closed ? [] : await _coupons.GetAsync(holder.Role, cancellation);
        // Only the owner's card leads to the number itself.
        var phone = isOwner && answer is not null ? _feedback.RevealPhone(answer) : null;
        return Draw(message.Id, row, lead, isOwner, phone, GuestWorth.InWords(read.Guests.FirstOrDefault(), read.Orders), coupons);
    }

    private static DrawnCard Draw(string id, CaseRow row, AnswerView? lead, bool isOwner, string? phone, string value, IReadOnlyList<CouponTemplateRow> coupons)
    {
        var place = lead?.HallName ?? lead?.TouchpointName ?? lead?.CinemaName ?? "";
        var stars = (int)row.WorstStars;
        var title = $"{new string('★', stars)}{new string('☆', 5 - stars)} {place} {CaseCategory.NameOf(row.Category)}";
        var chips = lead is null ? "" : string.Join("、", lead.Tapped.Select(c => c.Label));
        var lines = new List<CardLine>();
        if (lead?.StartsAt is { } starts)
            lines.Add(new CardLine("场次", $"{TimeZoneInfo.ConvertTime(starts, TimeZoneInfo.FindSystemTimeZoneById(lead.TimeZone)).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)} {lead.FilmTitle}"));
        if (lead?.SeatSpoken is { } seat) lines.Add(new CardLine("座位", seat));
        lines.Add(new CardLine("观众", value));
        if (lead?.PhoneMask is { } mask) lines.Add(new CardLine("电话", phone is null ? $"{mask}（受理后可拨打）" : mask, phone is null ? null : "tel:" + phone));
        if (row.State != CaseState.Closed && lead is not null)
            lines.Add(new CardLine("时限", TimeZoneInfo.ConvertTime(row.DueAt, TimeZoneInfo.FindSystemTimeZoneById(lead.TimeZone)).ToString("HH:mm", CultureInfo.InvariantCulture) + " 前"));
        if (row.Voices > 1) lines.Add(new CardLine("反馈", $"共 {row.Voices} 条同类反馈"));
        var card = new StaffCard
        {
            Id = id,
            Source = $"{lead?.CinemaName} · {row.Name}",
            Tone = row.State switch { CaseState.Open => CardTone.Alarm, CaseState.Acknowledged => CardTone.Working, _ => CardTone.Quiet },
            Title = title,
            Subtitle = chips.Length > 0 ? chips : row.Severity == CaseSeverity.Critical ? "请立即处理" : null,
            Quote = lead?.Comment,
            Status = row.StatusText,
            Lines = [.. lines.Take(6)],
            Buttons = Buttons(row, isOwner, coupons.Count > 0 && lead is { } l && (l.GuestId is not null || l.HasPhone)),
            Choice = coupons.Count == 0 || row.State == CaseState.Closed
                ? null
                : new CardChoice(CouponChoice, "补偿券", [.. coupons.Select(c => new CardOption(c.Code, c.Name))]),
            Done = row.State == CaseState.Closed ? "已关闭" : null,
        };
        return new DrawnCard(card, row.Version, $"【{lead?.CinemaName}】{row.Name} {title}。{(lead?.Comment is { } words ? $"“{words}”。" : "")}{row.StatusText}，请尽快处理");
    }

    private static List<CardButton> Buttons(CaseRow row, bool isOwner, bool canCompensate)
    {
        if (row.State == CaseState.Closed) return [];
        var buttons = new List<CardButton>();
        if (row.State == CaseState.Open) buttons.Add(new CardButton(Acknowledge, "受理", Main: true));
        else buttons.Add(new CardButton(Close, "已解决，关闭", Main: true));
        if (canCompensate) buttons.Add(new CardButton(Compensate, "补偿并致歉", Main: true));
        if (row.State == CaseState.Open) buttons.Add(new CardButton(Close, "已解决，关闭"));
        if (!isOwner && row.State == CaseState.Acknowledged) buttons.Add(new CardButton(Acknowledge, "我也收到"));
        if (isOwner) buttons.Add(new CardButton(Undo, "撤销上一步"));
        return buttons;
    }

    private class Rows
    {
        [ResultSetIndex(0)] public List<CaseRow> Cases { get; set; } = [];
        [ResultSetIndex(1)] public List<EmployeeRow> Employees { get; set; } = [];
        [ResultSetIndex(2)] public List<AnswerRow> Answers { get; set; } = [];
        [ResultSetIndex(3)] public List<GuestRow> Guests { get; set; } = [];
        [ResultSetIndex(4)] public List<OrderRow> Orders { get; set; } = [];
    }

    private sealed class RowsOfMessage : Rows
    {
        [ResultSetIndex(5)] public List<AlertMessageRow> Messages { get; set; } = [];
    }
}
