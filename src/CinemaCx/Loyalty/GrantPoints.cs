using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>Somebody of headquarters gives a guest points, and says why.</summary>
public sealed class GrantPoints(Database database, TimeProvider time, IOptions<LoyaltyOptions> options)
{
    private const long Most = 1_000_000;

    /// <summary>Once per idempotency key.</summary>
    /// <exception cref="Refusal">400 <c>points-grant-invalid</c>, 404 <c>guest-not-found</c>.</exception>
    public async Task RunAsync(string guestId, long points, string reason, StaffMember by, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        if (points is < 1 or > Most || string.IsNullOrWhiteSpace(reason) || reason.Length > 100) throw LoyaltyRefusals.GrantInvalid();
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        if (!await db.GetTable<GuestRow>().AnyAsync(g => g.Id == guestId, cancellation)) throw MemberRefusals.UnknownGuest();
        var script = new Script();
        var fresh = attempt.Claim(script, "{}", now);
        PointsLedger.Open(script, guestId);
        var entry = new PointsEntry(guestId, Id.New("ptg", now), now, Note: $"{reason.Trim()}（{by.EmployeeId}）", LivesUntil: options.Value.LifeEnds(now));
        PointsLedger.Credit(script, PointsKind.Granted, entry, points, pending: 0);
        StaffActs.Write(script, by, "grant-points", "guest", guestId, new { points, reason = reason.Trim() }, now, by.CinemaId);
        var results = await db.RunAsync(script, cancellation);
        if (results[fresh].Count > 0)
        {
            await db.CommitAsync(cancellation);
            return;
        }

        // Used before: the same grant was made, or another was meant and the key is refused.
        await db.DisposeAsync();
        await attempt.FindAnswerAsync(database, cancellation);
    }
}
