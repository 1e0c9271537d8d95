using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Platform.Web;

[Table("idempotency_keys")]
public sealed record IdempotencyRow
{
    [Column("caller"), PrimaryKey(0)] public required string Caller { get; init; }
    [Column("key"), PrimaryKey(1)] public required string Key { get; init; }
    [Column("request_hash")] public required string RequestHash { get; init; }
    [Column("answer")] public required string Answer { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// One attempt at an effect that must happen once. Key and answer are stored in the effect's own transaction, so a failed attempt leaves no key.
/// </summary>
/// <param name="Caller">Whose key it is; two guests may use the same words.</param>
/// <param name="Key">1 to 64 visible ASCII characters, chosen by the client and repeated on a retry.</param>
/// <param name="RequestHash">What was asked; the same key with another request is refused.</param>
public sealed record IdempotentAttempt(string Caller, string Key, string RequestHash)
{
    public const string Header = "Idempotency-Key";

    /// <summary>A client that still repeats a call after three days must look at what became of it instead.</summary>
    internal static readonly HousekeepingRule Housekeeping =
        new("idempotency-keys", TimeSpan.FromDays(3), "DELETE FROM idempotency_keys WHERE created_at < @before");

    /// <exception cref="Refusal">400 <c>idempotency-key-required</c> or <c>idempotency-key-invalid</c>.</exception>
    public static IdempotentAttempt From(string caller, string? key, string operation, object? request)
    {
        if (string.IsNullOrEmpty(key)) throw new Refusal(400, "idempotency-key-required", "缺少请求编号，请刷新后重试");
        if (key.Length > 64 || key.Any(c => c is <= ' ' or > '~')) throw new Refusal(400, "idempotency-key-invalid", "请求编号有误，请刷新后重试");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(operation + "\n" + JsonSerializer.Serialize(request)));
        return new IdempotentAttempt(caller, key, Convert.ToHexStringLower(hash));
    }

    /// <summary>First statement of the effect's script: no row comes back when the key was used before.</summary>
    public int Claim(Script script, string answer, DateTimeOffset now) => script.Ask($"""
        INSERT INTO idempotency_keys (caller, key, request_hash, answer, created_at)
        VALUES ({Caller}, {Key}, {RequestHash}, {answer}, {now})
        ON CONFLICT (caller, key) DO NOTHING RETURNING key
        """);

    /// <summary>One row when the key was used before.</summary>
    public int AskWhetherUsed(Script script) => script.Ask($"SELECT key FROM idempotency_keys WHERE caller = {Caller} AND key = {Key}");

    /// <summary>Keeps the answer where nobody else can be using the key at this moment; if somebody is after all, the script fails.</summary>
    public void Keep(Script script, string answer, DateTimeOffset now) => script.Do($"""
        INSERT INTO idempotency_keys (caller, key, request_hash, answer, created_at) VALUES ({Caller}, {Key}, {RequestHash}, {answer}, {now})
        """);

    /// <summary>The answer given the first time, or null when this key is new.</summary>
    /// <exception cref="Refusal">422 <c>idempotency-key-reused</c>: the key was used for another request.</exception>
    public async Task<string?> FindAnswerAsync(Database database, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await db.GetTable<IdempotencyRow>().FirstOrDefaultAsync(r => r.Caller == Caller && r.Key == Key, cancellation);
        if (row is null) return null;
        return row.RequestHash == RequestHash
            ? row.Answer
            : throw new Refusal(422, "idempotency-key-reused", "请求编号已被使用，请刷新后重试");
    }
}
