using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CinemaCx.Members;

/// <summary>Who is asking.</summary>
/// <param name="IsLive">False when Redis could not be asked: good enough to show her what is hers, not to buy.</param>
public sealed record GuestSession(string GuestId, string OpenId, bool IsLive);

/// <summary>
/// Sessions are opaque 256-bit tokens. Redis holds the living session (sliding expiry, the platform's session key); the database keeps only the
/// token's hash and its owner, so that a guest at the hall door still sees her ticket while Redis is away.
/// </summary>
public sealed class GuestSessions(Database database, RedisConnection redis, TimeProvider time, IOptions<SessionOptions> options)
{
    private sealed record Stored(string GuestId, string OpenId, string SessionKey, long EndsAt);

    /// <summary>Begins a session.</summary>
    /// <returns>The token; it is not stored anywhere in the clear.</returns>
    /// <exception cref="RedisUnavailableException">Nothing was begun.</exception>
    public async Task<string> BeginAsync(string guestId, WeChatIdentity identity, CancellationToken cancellation)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var hash = HashOf(token);
        var now = time.Now();
        var ends = now + options.Value.Lifetime;
        var stored = JsonSerializer.Serialize(new Stored(guestId, identity.OpenId, identity.SessionKey, ends.ToUnixTimeMilliseconds()));
        await redis.RunAsync(db => db.StringSetAsync(KeyOf(hash), stored, options.Value.IdleTimeout));

        await using var db = await database.BeginAsync(cancellation);
        await db.InsertAsync(new GuestSessionRow { TokenHash = hash, GuestId = guestId, CreatedAt = now, ExpiresAt = ends }, token: cancellation);
        await db.CommitAsync(cancellation);
        return token;
    }

    /// <summary>The session of a token, or null when there is none (never was, ended, or revoked). Being used keeps it alive.</summary>
    public async Task<GuestSession?> FindAsync(string token, CancellationToken cancellation)
    {
        var hash = HashOf(token);
        try
        {
            var value = await redis.RunAsync(
                (Key: KeyOf(hash), options.Value.IdleTimeout), static (db, call) => db.StringGetSetExpiryAsync(call.Key, call.IdleTimeout));
            if (!value.HasValue) return null;
            var stored = JsonSerializer.Deserialize<Stored>(value.ToString())!;
            return stored.EndsAt > time.Now().ToUnixTimeMilliseconds() ? new GuestSession(stored.GuestId, stored.OpenId, IsLive: true) : null;
        }
        catch (RedisUnavailableException)
        {
            return await FindStoredAsync(hash, cancellation);
        }
    }

    /// <summary>Ends a session at once, in Redis and in the database.</summary>
    public async Task RevokeAsync(string token, CancellationToken cancellation)
    {
        var hash = HashOf(token);
        await redis.RunAsync(db => db.KeyDeleteAsync(KeyOf(hash)));
        await using var db = await database.BeginAsync(cancellation);
        await db.GetTable<GuestSessionRow>().Where(s => s.TokenHash == hash).DeleteAsync(cancellation);
        await db.CommitAsync(cancellation);
    }

    private async Task<GuestSession?> FindStoredAsync(string hash, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var query =
            from session in db.GetTable<GuestSessionRow>()
            join guest in db.GetTable<GuestRow>() on session.GuestId equals guest.Id
            where session.TokenHash == hash && session.ExpiresAt > now
            select new GuestSession(guest.Id, guest.OpenId, false);
        return await query.FirstOrDefaultAsync(cancellation);
    }

    private static RedisKey KeyOf(string hash) => "session:" + hash;

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
