using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Staff;

/// <summary>What is known of somebody who works here.</summary>
/// <param name="CinemaId">Null: all cinemas.</param>
public sealed record StaffFile(string Name, StaffRole Role, string? CinemaId);

/// <summary>Somebody joins: her name, what she may do and where, and who she is in the chats, by which she signs in.</summary>
public sealed class HireStaff(Database database, TimeProvider time)
{
    /// <param name="accounts">May be empty; then she is reached by nothing and signs in nowhere until one is bound.</param>
    /// <exception cref="Refusal">
    /// 400 <c>employee-invalid</c>; 403 <c>staff-not-allowed</c>: a role or cinema that is not hers to give; 404 <c>cinema-not-found</c>; 409
    /// <c>chat-taken</c>: an account is somebody else's; then nobody was hired.
    /// </exception>
    public async Task<EmployeeRow> RunAsync(StaffMember by, StaffFile file, IReadOnlyList<ChatAccount> accounts, CancellationToken cancellation)
    {
        var now = time.Now();
        var wanted = accounts.Select(StaffBook.Check).ToList();
        await using var db = await database.BeginAsync(cancellation);
        var actor = await StaffBook.OpenAsync(db, by, cancellation);
        var hers = await StaffBook.CheckAsync(db, actor, file, cancellation);
        var row = new EmployeeRow { Id = Id.New("emp", now), Name = hers.Name, Role = hers.Role, CinemaId = hers.CinemaId, CreatedAt = now };
        var script = new Script();
        script.Do($"INSERT INTO employees (id, name, role, cinema_id, created_at) VALUES ({row.Id}, {row.Name}, {StoredWord.Of(row.Role)}, {row.CinemaId}, {now})");
        StaffActs.Write(script, actor, "hire", "employee", row.Id, new { row.Name, row.Role, row.CinemaId, Accounts = wanted.Select(StaffBook.ForTheLog) }, now, row.CinemaId);
        await db.RunAsync(script, cancellation);
        foreach (var account in wanted) await BindChat.TakeAsync(db, account, row.Id, now, cancellation);
        await db.CommitAsync(cancellation);
        return row;
    }
}
