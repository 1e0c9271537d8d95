using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <param name="Channel"><c>wecom</c>, <c>dingtalk</c> or <c>sms</c>.</param>
/// <param name="Person">WeCom userid, DingTalk staffId, or a number in E.164.</param>
public sealed record ChatAccount(string Channel, string Person);

/// <summary>Who somebody is in a chat, said and taken back. Who signs in as whom depends on it, so an account is one person's at a time.</summary>
public sealed class BindChat(Database database, TimeProvider time)
{
    /// <summary>From now on this account of a chat is hers; saying it twice changes nothing.</summary>
    /// <param name="by">Null: the operator.</param>
    /// <exception cref="Refusal">
    /// 400 <c>employee-invalid</c>; 403 <c>staff-not-allowed</c>; 404 <c>employee-not-found</c>; 409 <c>employee-has-left</c>, <c>chat-taken</c>.
    /// </exception>
    public async Task RunAsync(StaffMember? by, string employeeId, ChatAccount account, CancellationToken cancellation)
    {
        var (now, wanted) = (time.Now(), StaffBook.Check(account));
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        if (by is not null)
        {
            var actor = await StaffBook.OpenAsync(db, by, cancellation);
            var person = await StaffBook.FindAsync(db, actor, employeeId, cancellation);
            StaffActs.Write(script, actor, "bind-chat", "employee", employeeId, StaffBook.ForTheLog(wanted), now, person.CinemaId);
        }
        else if (!await db.GetTable<EmployeeRow>().AnyAsync(e => e.Id == employeeId && e.LeftAt == null, cancellation)) throw StaffRefusals.UnknownEmployee();

        await TakeAsync(db, wanted, employeeId, now, cancellation);
        await db.CommitAsync(script, cancellation);
    }

    /// <exception cref="Refusal">
    /// 403 <c>staff-not-allowed</c>; 404 <c>employee-not-found</c>, <c>chat-not-bound</c>; 409 <c>employee-has-left</c>, <c>chat-own-way-in</c>: nobody locks
    /// herself out.
    /// </exception>
    public async Task UndoAsync(StaffMember by, string employeeId, ChatAccount account, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var actor = await StaffBook.OpenAsync(db, by, cancellation);
        var person = await StaffBook.FindAsync(db, actor, employeeId, cancellation);
        var hers = await db.GetTable<StaffChatRow>().Where(c => c.EmployeeId == employeeId).ToListAsync(cancellation);
        if (!hers.Exists(c => c.Channel == account.Channel && c.Person == account.Person)) throw StaffRefusals.UnknownChat();
        // One signs in by WeCom or DingTalk; a telephone number opens nothing.
        var opens = hers.Where(c => c.Channel != "sms").ToList();
        if (actor.EmployeeId == employeeId && account.Channel != "sms" && opens.Count == 1) throw StaffRefusals.OwnWayIn();
        var script = new Script();
        script.Do($"DELETE FROM staff_chats WHERE channel = {account.Channel} AND person = {account.Person} AND employee_id = {employeeId}");
        StaffActs.Write(script, actor, "unbind-chat", "employee", employeeId, StaffBook.ForTheLog(account), time.Now(), person.CinemaId);
        await db.CommitAsync(script, cancellation);
    }

    /// <exception cref="Refusal">409 <c>chat-taken</c>: it is somebody else's.</exception>
    internal static async Task TakeAsync(DbSession db, ChatAccount account, string employeeId, DateTimeOffset now, CancellationToken cancellation)
    {
        var script = new Script();
        var taken = script.Ask($"""
            INSERT INTO staff_chats (channel, person, employee_id, created_at) VALUES ({account.Channel}, {account.Person}, {employeeId}, {now})
            ON CONFLICT (channel, person) DO UPDATE SET employee_id = excluded.employee_id WHERE staff_chats.employee_id = excluded.employee_id
            RETURNING employee_id
            """);
        if ((await db.RunAsync(script, cancellation))[taken].Count > 0) return;
        var holder = await db.GetTable<StaffChatRow>().Where(c => c.Channel == account.Channel && c.Person == account.Person)
            .Join(db.GetTable<EmployeeRow>(), c => c.EmployeeId, e => e.Id, (c, e) => e.Name).FirstOrDefaultAsync(cancellation);
        throw StaffRefusals.ChatTaken(holder ?? "另一位员工");
    }
}
