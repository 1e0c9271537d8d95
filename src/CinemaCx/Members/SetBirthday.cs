using System.Globalization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Members;

/// <summary>A guest says once when her birthday is. What depends on it is worth something, so that changing it takes somebody of the staff and a reason.</summary>
public sealed class SetBirthday(Database database, TimeProvider time)
{
    /// <param name="birthday">Month and day: <c>05-17</c>.</param>
    /// <exception cref="Refusal">400 <c>birthday-invalid</c>, 409 <c>birthday-already-set</c> (to another day).</exception>
    public async Task RunAsync(string guestId, string birthday, CancellationToken cancellation)
    {
        RequireDay(birthday);
        var script = new Script();
        var set = script.Ask($"UPDATE guests SET birthday = {birthday} WHERE id = {guestId} AND (birthday IS NULL OR birthday = {birthday}) RETURNING id");
        WriteDown(script, guestId, birthday, by: null, reason: null);
        await using var db = await database.BeginAsync(cancellation);
        if ((await db.RunAsync(script, cancellation))[set].Count == 0) throw MemberRefusals.BirthdaySet();
        await db.CommitAsync(cancellation);
    }

    /// <param name="by">Id of the employee.</param>
    /// <param name="reason">Why, for whoever asks later.</param>
    /// <exception cref="Refusal">400 <c>birthday-invalid</c>, <c>birthday-reason-required</c>, 404 <c>guest-not-found</c>.</exception>
    public async Task ChangeAsync(string guestId, string birthday, string by, string reason, CancellationToken cancellation)
    {
        RequireDay(birthday);
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 200) throw MemberRefusals.BirthdayReasonRequired();
        var script = new Script();
        var set = script.Ask($"UPDATE guests SET birthday = {birthday} WHERE id = {guestId} RETURNING id");
        WriteDown(script, guestId, birthday, by, reason);
        await using var db = await database.BeginAsync(cancellation);
        if ((await db.RunAsync(script, cancellation))[set].Count == 0) throw MemberRefusals.UnknownGuest();
        await db.CommitAsync(cancellation);
    }

    private void WriteDown(Script script, string guestId, string birthday, string? by, string? reason)
    {
        var now = time.Now();
        script.Do($"""
            INSERT INTO birthday_changes (id, guest_id, birthday, by_whom, reason, changed_at)
            SELECT {Id.New("bdy", now)}, id, {birthday}, CAST({by} AS TEXT), CAST({reason} AS TEXT), {now} FROM guests WHERE id = {guestId}
            """);
    }

    private static void RequireDay(string birthday)
    {
        // A leap year: the 29th of February is somebody's birthday.
        var isDay = birthday.Length == 5
            && DateOnly.TryParseExact("2024-" + birthday, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (!isDay) throw MemberRefusals.BirthdayInvalid();
    }
}
