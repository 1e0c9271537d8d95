using System.Collections.Concurrent;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Alerts;

/// <summary>
/// How each platform has been answering lately, as this instance sees it. One that asked to be left alone, or is silent, is tried by one message at a time;
/// a silent one is knocked at briefly instead of being listened to for long, so that its return is noticed within two seconds.
/// </summary>
public sealed class ChatLines(TimeProvider time)
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Knock = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan KnockFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ChatChannel, DateTimeOffset> _restUntil = new();
    private readonly ConcurrentDictionary<ChatChannel, DateTimeOffset> _silentSince = new();

    /// <returns>Null when it may be called now; otherwise when to ask again.</returns>
    public DateTimeOffset? Ask(ChatChannel channel)
    {
        if (!_restUntil.TryGetValue(channel, out var until)) return null;
        var now = time.Now();
        if (until > now) return until;
        // The rest is over: whoever comes first tries for all.
        return _restUntil.TryUpdate(channel, now + Probe, until) ? null : now + Probe;
    }

    /// <summary>How long to wait for an answer; null: as long as the platform's own settings say.</summary>
    public TimeSpan? Patience(ChatChannel channel) =>
        // Somebody who answers slowly, but does answer, gets through after that.
        _silentSince.TryGetValue(channel, out var since) && time.Now() - since < KnockFor ? Knock : null;

    /// <param name="rest">How long to leave it alone; null when there is no reason to.</param>
    public void Heard(ChatChannel channel, bool silent, TimeSpan? rest)
    {
        if (silent) _silentSince.TryAdd(channel, time.Now());
        else _silentSince.TryRemove(channel, out _);
        if (rest is { } pause) _restUntil[channel] = time.Now() + pause;
        else _restUntil.TryRemove(channel, out _);
    }
}
