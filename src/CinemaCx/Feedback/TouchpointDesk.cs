using System.Security.Cryptography;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Feedback;

/// <param name="HallId">Of a hall exit only.</param>
/// <param name="Name">Null or empty: named after what it hangs at.</param>
public sealed record TouchpointWish(string CinemaId, TouchpointKind Kind, string? HallId, string? Name);

/// <summary>QR codes are hung up and taken down. A code is never given to another place, and one that was taken down may be hung up again as it is printed.</summary>
public sealed class TouchpointDesk(Database database, Touchpoints touchpoints, TimeProvider time)
{
    private const string CodeAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int LongestName = 20;

    /// <summary>Twelve characters of 32: nobody guesses another's.</summary>
    internal static string NewCode() => RandomNumberGenerator.GetString(CodeAlphabet, 12);

    /// <exception cref="Refusal">
    /// 403 <c>staff-not-allowed</c>; 404 <c>cinema-not-found</c>; 409 <c>touchpoint-exists</c>; 422 <c>touchpoint-invalid</c>.
    /// </exception>
    public async Task<TouchpointRow> MakeAsync(TouchpointWish wish, StaffMember by, CancellationToken cancellation)
    {
        MustAnswerFor(by, wish.CinemaId);
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        if (!await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == wish.CinemaId, cancellation)) throw CinemaRefusals.UnknownCinema(wish.CinemaId);
        var hall = wish.Kind == TouchpointKind.HallExit
            ? await db.GetTable<HallRow>().FirstOrDefaultAsync(h => h.Id == wish.HallId && h.CinemaId == wish.CinemaId, cancellation) ?? throw FeedbackRefusals.TouchpointInvalid("请选择影厅")
            : null;
        var name = string.IsNullOrWhiteSpace(wish.Name) ? (hall is null ? SurveyPlaces.NameOf(wish.Kind) : hall.Name + "出口") : wish.Name.Trim();
        if (name.Length > LongestName || name.Any(char.IsControl)) throw FeedbackRefusals.TouchpointInvalid($"名称请不超过 {LongestName} 个字");
        var row = new TouchpointRow { Id = Id.New("tpt", now), Code = NewCode(), CinemaId = wish.CinemaId, HallId = hall?.Id, Kind = wish.Kind, Name = name, CreatedAt = now };
        var script = new Script();
        var made = script.Ask($"""
            INSERT INTO touchpoints (id, code, cinema_id, hall_id, kind, name, created_at)
            VALUES ({row.Id}, {row.Code}, {row.CinemaId}, {row.HallId}, {row.Kind}, {row.Name}, {row.CreatedAt})
            ON CONFLICT (cinema_id, kind, name) DO NOTHING RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[made].Count == 0) throw FeedbackRefusals.TouchpointExists(name);
        await CommitAsync(db, by, "make", row, now, cancellation);
        return row;
    }

    /// <summary>Its code leads nowhere from now on; what was said there stays. Doing so again changes nothing.</summary>
    /// <exception cref="Refusal">403 <c>staff-not-allowed</c>; 404 <c>touchpoint-not-found</c>.</exception>
    public Task RetireAsync(string touchpointId, StaffMember by, CancellationToken cancellation) => HangAsync(touchpointId, by, hangs: false, cancellation);

    /// <summary>It hangs again, under the code that is printed already.</summary>
    /// <exception cref="Refusal">403 <c>staff-not-allowed</c>; 404 <c>touchpoint-not-found</c>.</exception>
    public Task ReinstateAsync(string touchpointId, StaffMember by, CancellationToken cancellation) => HangAsync(touchpointId, by, hangs: true, cancellation);

    private async Task HangAsync(string touchpointId, StaffMember by, bool hangs, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var row = await db.GetTable<TouchpointRow>().FirstOrDefaultAsync(t => t.Id == touchpointId, cancellation) ?? throw FeedbackRefusals.NoTouchpoint();
        MustAnswerFor(by, row.CinemaId);
        var script = new Script();
        var changed = script.Ask(hangs
            ? (FormattableString)$"UPDATE touchpoints SET retired_at = NULL WHERE id = {row.Id} AND retired_at IS NOT NULL RETURNING id"
            : $"UPDATE touchpoints SET retired_at = {now} WHERE id = {row.Id} AND retired_at IS NULL RETURNING id");
        if ((await db.RunAsync(script, cancellation))[changed].Count > 0) await CommitAsync(db, by, hangs ? "reinstate" : "retire", row, now, cancellation);
    }

    private async Task CommitAsync(DbSession db, StaffMember by, string act, TouchpointRow row, DateTimeOffset now, CancellationToken cancellation)
    {
        var script = new Script();
        StaffActs.Write(script, by, act, "touchpoint", row.Id, new { row.Name, row.Kind, row.HallId }, now, row.CinemaId);
        await db.CommitAsync(script, cancellation);
        touchpoints.Forget();
    }

    private static void MustAnswerFor(StaffMember by, string cinemaId)
    {
        if (by.CinemaId is { } mine && mine != cinemaId) throw StaffRefusals.NotAllowed();
    }
}
