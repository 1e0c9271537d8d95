using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>Employees and who they are in the chats.</summary>
public sealed class StaffDirectory(Database database, TimeProvider time)
{
    /// <summary>Who this person of a chat is; null for strangers.</summary>
    public async Task<StaffMember?> FindAsync(string channel, string person, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query =
            from chat in db.GetTable<StaffChatRow>()
            join employee in db.GetTable<EmployeeRow>() on chat.EmployeeId equals employee.Id
            where chat.Channel == channel && chat.Person == person
            select new StaffMember(employee.Id, employee.Name, employee.Role, employee.CinemaId);
        return await query.FirstOrDefaultAsync(cancellation);
    }

    public async Task<EmployeeRow?> FindAsync(string employeeId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == employeeId, cancellation);
    }

    /// <summary>Whose name this is, in this cinema or in all of them; null when nobody's or not one person's.</summary>
    public async Task<EmployeeRow?> FindByNameAsync(string name, string? cinemaId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await db.GetTable<EmployeeRow>().Where(e => e.Name == name && (e.CinemaId == null || e.CinemaId == cinemaId)).Take(2).ToListAsync(cancellation);
        return found.Count == 1 ? found[0] : null;
    }

    public async Task<IReadOnlyList<EmployeeRow>> ListAsync(string? cinemaId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<EmployeeRow>().Where(e => cinemaId == null || e.CinemaId == null || e.CinemaId == cinemaId).OrderBy(e => e.Id).ToListAsync(cancellation);
    }

    public async Task<IReadOnlyList<StaffChatRow>> ChatsOfAsync(string employeeId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<StaffChatRow>().Where(c => c.EmployeeId == employeeId).ToListAsync(cancellation);
    }

    /// <summary>Who everybody is in the chats, by employee.</summary>
    public async Task<ILookup<string, StaffChatRow>> ChatsAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        return (await db.GetTable<StaffChatRow>().OrderBy(c => c.Channel).ToListAsync(cancellation)).ToLookup(c => c.EmployeeId, StringComparer.Ordinal);
    }

    /// <summary>From now on this person of the chat is that employee; whoever she was before.</summary>
    /// <param name="by">Who says so; null: the operator.</param>
    /// <exception cref="Refusal">404 <c>employee-not-found</c>.</exception>
    public async Task BindChatAsync(string channel, string person, string employeeId, CancellationToken cancellation, StaffMember? by = null)
    {
        await using var db = await database.BeginAsync(cancellation);
        var employee = await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == employeeId, cancellation) ?? throw StaffRefusals.UnknownEmployee();
        var script = new Script();
        // Who signs in as whom depends on it. A telephone number is personal: the log knows only that one was bound.
        if (by is not null) StaffActs.Write(script, by, "bind-chat", "employee", employeeId, new { channel, person = channel == "sms" ? null : person }, time.Now(), employee.CinemaId);
        script.Do($"""
            INSERT INTO staff_chats (channel, person, employee_id, created_at) VALUES ({channel}, {person}, {employeeId}, {time.Now()})
            ON CONFLICT (channel, person) DO UPDATE SET employee_id = excluded.employee_id
            """);
        await db.CommitAsync(script, cancellation);
    }
}
