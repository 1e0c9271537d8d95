using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <param name="Shifts">Planned for her from today on.</param>
public sealed record Leaving(EmployeeRow Person, int Accounts, int Shifts);

/// <summary>离职: no sign-in of hers is good any more, no chat is hers, the roster has gaps where it says her name; what she did stays, under her name.</summary>
public sealed class LeaveStaff(Database database, TimeProvider time)
{
    /// <summary>What her leaving would leave behind.</summary>
    /// <exception cref="Refusal">404 <c>employee-not-found</c>.</exception>
    public async Task<Leaving> LookAsync(string employeeId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var person = await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == employeeId, cancellation) ?? throw StaffRefusals.UnknownEmployee();
        return new Leaving(person, await db.GetTable<StaffChatRow>().CountAsync(c => c.EmployeeId == employeeId, cancellation), await ShiftsAsync(db, employeeId, cancellation));
    }

    /// <exception cref="Refusal">403 <c>staff-not-allowed</c>; 404 <c>employee-not-found</c>; 409 <c>employee-has-left</c>, <c>employee-not-oneself</c>.</exception>
    public async Task<EmployeeRow> RunAsync(StaffMember by, string employeeId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var actor = await StaffBook.OpenAsync(db, by, cancellation);
        var person = await StaffBook.FindAsync(db, actor, employeeId, cancellation);
        if (actor.EmployeeId == employeeId) throw StaffRefusals.NotHerself();
        var channels = await db.GetTable<StaffChatRow>().Where(c => c.EmployeeId == employeeId).OrderBy(c => c.Channel).Select(c => c.Channel).ToListAsync(cancellation);
        var script = new Script();
        script.Do($"UPDATE employees SET left_at = {now} WHERE id = {employeeId}");
        script.Do($"DELETE FROM staff_tokens WHERE employee_id = {employeeId}");
        script.Do($"DELETE FROM staff_chats WHERE employee_id = {employeeId}");
        StaffActs.Write(script, actor, "leave", "employee", employeeId, new { person.Name, Unbound = channels, Shifts = await ShiftsAsync(db, employeeId, cancellation) }, now, person.CinemaId);
        await db.CommitAsync(script, cancellation);
        return person with { LeftAt = now };
    }

    private async Task<int> ShiftsAsync(DbSession db, string employeeId, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return await db.GetTable<DutyShiftRow>().CountAsync(s => s.EmployeeId == employeeId && s.Day >= today, cancellation);
    }
}
