using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Members;

/// <param name="Token">Bearer token of the new session.</param>
/// <param name="IsNew">True when this guest was never seen before.</param>
public sealed record SignedIn(string Token, string GuestId, string? PhoneMask, bool IsNew);

/// <summary>Turns the code of wx.login into a session, and a stranger into a guest.</summary>
public sealed class SignIn(IWeChatAccount wechat, GuestSessions sessions, Database database, TimeProvider time)
{
    public async Task<SignedIn> RunAsync(string code, CancellationToken cancellation)
    {
        var identity = await wechat.ExchangeLoginCodeAsync(code, cancellation);
        var (guest, isNew) = await FindOrCreateAsync(identity, cancellation);
        var token = await sessions.BeginAsync(guest.Id, identity, cancellation);
        return new SignedIn(token, guest.Id, guest.PhoneMask, isNew);
    }

    private async Task<(GuestRow Guest, bool IsNew)> FindOrCreateAsync(WeChatIdentity identity, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var now = time.Now();
        var candidate = Id.New("gst", now);
        var script = new Script();
        // Two phones of one guest may sign in at once: the unique open id decides who creates her.
        script.Ask($"""
            INSERT INTO guests (id, open_id, union_id, created_at) VALUES ({candidate}, {identity.OpenId}, {identity.UnionId}, {now})
            ON CONFLICT (open_id) DO UPDATE SET union_id = COALESCE(excluded.union_id, guests.union_id)
            RETURNING id
            """);
        var id = (await db.RunAsync(script, cancellation))[0][0];
        var guest = await db.GetTable<GuestRow>().FirstAsync(g => g.Id == id, cancellation);
        await db.CommitAsync(cancellation);
        return (guest, id == candidate);
    }
}
