using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>Employees and who they are in the chats.</summary>
public sealed class StaffDirectory(Database database)
{
    /// <summary>Who this person of a chat is; null for strangers.</summary>
    public async Task<StaffMember?> FindAsync(string channel, string person, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query =
            from chat in db.GetTable<StaffChatRow>()
            join employee in db.GetTable<EmployeeRow>() on chat.EmployeeId equals employee.Id
            where chat.Channel == channel && chat.Person == person && employee.LeftAt == null
            select new StaffMember(employee.Id, employee.Name, employee.Role, employee.CinemaId);
        return await query.FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Also who has left: see <see cref="EmployeeRow.LeftAt"/>.</summary>
    public async Task<EmployeeRow?> FindAsync(string employeeId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == employeeId, cancellation);
    }

    /// <summary>Whose name this is, in this cinema or in all of them; null when nobody's or not one person's.</summary>
    public async Task<EmployeeRow?> FindByNameAsync(string name, string? cinemaId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await db.GetTable<EmployeeRow>().Where(e => e.Name == name && e.LeftAt == null && (e.CinemaId == null || e.CinemaId == cinemaId)).Take(2).ToListAsync(cancellation);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Who works in a cinema, or in all of them.</summary>
    public async Task<IReadOnlyList<EmployeeRow>> ListAsync(string? cinemaId, CancellationToken cancellation) =>
        [.. (await EverybodyAsync(cinemaId, cancellation)).Where(e => e.LeftAt is null)];

    /// <summary>As <see cref="ListAsync"/>, and who has left.</summary>
    public async Task<IReadOnlyList<EmployeeRow>> EverybodyAsync(string? cinemaId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<EmployeeRow>().Where(e => cinemaId == null || e.CinemaId == null || e.CinemaId == cinemaId).OrderBy(e => e.Id).ToListAsync(cancellation);
    }

    /// <summary>What everybody is called who ever worked here, by id.</summary>
    public async Task<Dictionary<string, string>> NamesAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<EmployeeRow>().ToDictionaryAsync(e => e.Id, e => e.Name, StringComparer.Ordinal, cancellation);
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
}
