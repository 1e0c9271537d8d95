using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>What stands in the address of a platform's call, percent-decoded.</summary>
/// <param name="Signature">Says that the caller knows the token; nothing of the body.</param>
/// <param name="MessageSignature">Covers a sealed body.</param>
/// <param name="Timestamp">Unix seconds.</param>
public sealed record PushQuery(string? Signature, string? MessageSignature, string? Timestamp, string? Nonce);

/// <summary>Something a platform tells by itself.</summary>
/// <param name="Address">Whom it is about: her open id at the account that was told.</param>
/// <param name="At">When it happened there, to the second.</param>
public abstract record PlatformNews(string Address, DateTimeOffset At);

/// <summary>What became of a message the platform had taken.</summary>
/// <param name="PlatformId">The platform's name of it, as the answer to its sending gave it.</param>
/// <param name="IsDelivered">It arrived; else it did not and will not.</param>
/// <param name="Reason">Why not, in the platform's code and words; null when it arrived.</param>
/// <param name="IsUnwilling">It did not arrive because she will not have it.</param>
public sealed record MessageFate(string Address, DateTimeOffset At, MessageChannel Channel, string PlatformId, bool IsDelivered, string? Reason, bool IsUnwilling) : PlatformNews(Address, At);

/// <summary>What a guest answered when she was asked for a subscription, or changed in the platform's own settings.</summary>
/// <param name="Key">The same whenever the platform repeats itself.</param>
/// <param name="InSettings">Said in the platform's settings, of all messages of the template; else one answer for one message.</param>
public sealed record SubscriptionNews(string Address, DateTimeOffset At, string Key, string PlatformTemplate, bool Accepts, bool InSettings) : PlatformNews(Address, At);

/// <summary>Port to what a platform tells one account by itself. Everything that is turned away is a <see cref="Refusal"/> and changes nothing.</summary>
public interface IPlatformPush
{
    /// <summary>Which account, as the address says it: <c>mini-program</c>.</summary>
    string Account { get; }

    /// <summary>The check of the address.</summary>
    /// <returns>What to answer with, as plain text and nothing around it.</returns>
    /// <exception cref="Refusal">404 <c>callback-not-configured</c>; 400, 401: not the platform, or too old.</exception>
    string Echo(PushQuery query, string? echo);

    /// <summary>Checks who speaks, and opens it.</summary>
    /// <returns>Nothing for what the house has no use for.</returns>
    /// <exception cref="Refusal">404 <c>callback-not-configured</c>; 400 shape; 401 not the platform, or too old; 403 meant for another account.</exception>
    IReadOnlyList<PlatformNews> Open(PushQuery query, ReadOnlyMemory<byte> body);
}
