using System.Collections.Concurrent;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Nonces seen lately. Two generations of ten minutes cover the timestamp window of five minutes both ways.</summary>
internal sealed class NonceBook(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<string, byte> _current = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, byte> _previous = new(StringComparer.Ordinal);
    private DateTimeOffset _since = time.GetUtcNow();

    /// <summary>False when the nonce was used before.</summary>
    public bool TryUse(string nonce)
    {
        Turn();
        return !_previous.ContainsKey(nonce) && _current.TryAdd(nonce, 0);
    }

    private void Turn()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (now - _since < Span) return;
            _since = now;
            _previous = _current;
            _current = new(StringComparer.Ordinal);
        }
    }
}
