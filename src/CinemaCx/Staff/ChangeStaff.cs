using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Staff;

/// <summary>Somebody is called, is or works somewhere else from now on. It counts at the next page or call: nothing of it is kept in a session.</summary>
public sealed class ChangeStaff(Database database, TimeProvider time)
{
    /// <exception cref="Refusal">
    /// 400 <c>employee-invalid</c>; 403 <c>staff-not-allowed</c>: what she is or is to be is not theirs to take or give; 404 <c>employee-not-found</c>,
    /// <c>cinema-not-found</c>; 409 <c>employee-has-left</c>, <c>employee-not-oneself</c>: nobody changes her own role or cinema, so the last of headquarters stays.
    /// </exception>
    public async Task<EmployeeRow> RunAsync(StaffMember by, string employeeId, StaffFile file, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var actor = await StaffBook.OpenAsync(db, by, cancellation);
        var before = await StaffBook.FindAsync(db, actor, employeeId, cancellation);
        if (actor.EmployeeId == employeeId && (file.Role != before.Role || file.CinemaId != before.CinemaId)) throw StaffRefusals.NotHerself();
        var after = await StaffBook.CheckAsync(db, actor, file, cancellation);
        if (after == new StaffFile(before.Name, before.Role, before.CinemaId)) return before;
        DateTimeOffset? moved = after.CinemaId == before.CinemaId ? before.MovedAt : now;
        var script = new Script();
        script.Do($"UPDATE employees SET name = {after.Name}, role = {StoredWord.Of(after.Role)}, cinema_id = {after.CinemaId}, moved_at = {moved} WHERE id = {employeeId}");
        // Whoever looks at the log of the cinema she came from finds it too.
        foreach (var cinemaId in new[] { before.CinemaId, after.CinemaId }.Distinct())
            StaffActs.Write(script, actor, "change", "employee", employeeId, new { From = new StaffFile(before.Name, before.Role, before.CinemaId), To = after }, now, cinemaId);
        await db.CommitAsync(script, cancellation);
        return before with { Name = after.Name, Role = after.Role, CinemaId = after.CinemaId, MovedAt = moved };
    }
}
