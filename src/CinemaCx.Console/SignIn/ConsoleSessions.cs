using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CinemaCx.Console.SignIn;

/// <param name="CinemaId">The cinema somebody of the whole chain has chosen to look at; null: all of them.</param>
/// <param name="How"><c>wecom</c>, <c>dingtalk</c> or <c>sample</c>.</param>
public sealed record ConsoleSession(string EmployeeId, string? CinemaId, string How, long BeganAt, long EndsAt);

/// <summary>
/// Who is signed in to the console: an opaque token of 256 bits in a cookie, its hash in Redis with who she is. What she may do is not in it: role and cinema
/// are asked of the directory each time, so that a change counts at once.
/// </summary>
public sealed class ConsoleSessions(RedisConnection redis, TimeProvider time, IOptions<ConsoleOptions> options)
{
    private static readonly TimeSpan NoteTime = TimeSpan.FromMinutes(2);

    /// <returns>The token; it is kept nowhere in the clear.</returns>
    /// <exception cref="RedisUnavailableException">Nothing was begun.</exception>
    public async Task<string> BeginAsync(string employeeId, string how)
    {
        var token = NewSecret();
        var now = time.Now();
        await KeepAsync(token, new ConsoleSession(employeeId, null, how, now.ToUnixTimeMilliseconds(), (now + options.Value.Lifetime).ToUnixTimeMilliseconds()));
        return token;
    }

    /// <param name="isUse">False when a page only refreshes itself: nobody is at the desk, the session goes on ageing.</param>
    /// <returns>Null when there is none: never was, ended, or revoked.</returns>
    public async Task<ConsoleSession?> FindAsync(string token, bool isUse)
    {
        var key = KeyOf(token);
        var value = await redis.RunAsync(db => isUse ? db.StringGetSetExpiryAsync(key, options.Value.IdleTimeout) : db.StringGetAsync(key));
        if (!value.HasValue) return null;
        var session = JsonSerializer.Deserialize<ConsoleSession>(value.ToString())!;
        if (session.EndsAt <= time.Now().ToUnixTimeMilliseconds()) return null;
        var cut = await redis.RunAsync(db => db.StringGetAsync(CutOf(session.EmployeeId)));
        return cut.HasValue && session.BeganAt <= (long)cut ? null : session;
    }

    /// <summary>From now on she looks at this cinema; null: at all of them.</summary>
    public Task ChooseAsync(string token, ConsoleSession session, string? cinemaId) => KeepAsync(token, session with { CinemaId = cinemaId });

    public Task EndAsync(string token) => redis.RunAsync(db => db.KeyDeleteAsync(KeyOf(token)));

    /// <summary>Every session of hers that has begun, on whatever device, ends at once.</summary>
    public Task EndAllOfAsync(string employeeId) => redis.RunAsync(db =>
        db.StringSetAsync(CutOf(employeeId), time.Now().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), options.Value.Lifetime));

    /// <summary>Words for the next page she sees.</summary>
    public Task LeaveNoteAsync(string token, string words) => redis.RunAsync(db => db.StringSetAsync(NoteOf(token), words, NoteTime));

    public async Task<string?> TakeNoteAsync(string token) => await redis.RunAsync(db => db.StringGetDeleteAsync(NoteOf(token)));

    /// <summary>What a form must bring to be believed to come from a page of hers.</summary>
    public static string FormTokenOf(string secret) => HashOf("console-form\n" + secret)[..43];

    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task KeepAsync(string token, ConsoleSession session)
    {
        var stored = JsonSerializer.Serialize(session);
        await redis.RunAsync(db => db.StringSetAsync(KeyOf(token), stored, options.Value.IdleTimeout));
    }

    private static RedisKey KeyOf(string token) => "console:session:" + HashOf(token);

    private static RedisKey NoteOf(string token) => "console:note:" + HashOf(token);

    private static RedisKey CutOf(string employeeId) => "console:ended-of:" + employeeId;

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
