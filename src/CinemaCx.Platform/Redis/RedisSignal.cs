using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CinemaCx.Platform.Redis;

/// <summary>
/// Named wake-ups: "there is something to do". Inside the process they arrive at once, between processes over one Redis
/// channel. A signal carries nothing and may come twice or needlessly; while Redis is away other processes
/// miss it, which is why a wait always has an end. When Redis returns, everybody is woken once for what may have been missed.
/// </summary>
public sealed class RedisSignal : IAsyncDisposable
{
    private readonly RedisConnection _redis;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisSignal> _logger;
    private readonly ConcurrentDictionary<string, SignalListener> _shared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Signal> _signals = new(StringComparer.Ordinal);
    private readonly string _self = Guid.NewGuid().ToString("N");
    private readonly Action<RedisChannel, RedisValue> _received;
    private readonly RedisChannel _channel;
    private int _subscribed;

    public RedisSignal(RedisConnection redis, TimeProvider time, ILogger<RedisSignal> logger)
    {
        _redis = redis;
        _time = time;
        _logger = logger;
        _received = (_, message) => Receive(message);
        _channel = redis.Channel("signals");
        redis.Recovered += OnRecovered;
    }

    /// <summary>Wakes whoever waits for <paramref name="name"/>, here and in other processes; never fails, never waits.</summary>
    public void Publish(string name)
    {
        Of(name).Raise();
        if (_redis.IsAvailable) _ = SendAsync(name);
    }

    /// <summary>
    /// Waits for a signal, at most so long. A signal since the previous wait of that name (or before the first) makes it return at once. All
    /// callers of this method share one memory of what was seen; a second independent loop takes its own <see cref="Listen(string)"/>.
    /// </summary>
    /// <returns>True when signalled, false when the time was up.</returns>
    public Task<bool> WaitAsync(string name, TimeSpan atMost, CancellationToken cancellation) =>
        _shared.GetOrAdd(name, static (key, signal) => signal.Listen(key, fromTheStart: true), this).WaitAsync(atMost, cancellation);

    /// <summary>A listener of its own: it misses no signal published after this call, whoever else listens.</summary>
    public SignalListener Listen(string name) => Listen(name, fromTheStart: false);

    private SignalListener Listen(string name, bool fromTheStart)
    {
        var signal = Of(name);
        var listener = new SignalListener(signal, fromTheStart ? 0 : signal.Current.Number, _time);
        if (Interlocked.CompareExchange(ref _subscribed, 1, 0) == 0) _ = SubscribeAsync();
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        _redis.Recovered -= OnRecovered;
        if (Interlocked.Exchange(ref _subscribed, 0) == 0 || !_redis.IsAvailable) return;
        try
        {
            await _redis.RunAsync(_ => _redis.Subscriber.UnsubscribeAsync(_channel, _received));
        }
        catch (Exception error) when (error is RedisUnavailableException or ObjectDisposedException)
        {
            _logger.LogDebug(error, "The channel of signals was gone before it was left.");
        }
    }

    private Signal Of(string name) => _signals.GetOrAdd(name, static _ => new Signal());

    private void Receive(RedisValue message)
    {
        var text = (string?)message;
        if (text is null || text.Length <= _self.Length || text.StartsWith(_self, StringComparison.Ordinal)) return;
        if (_signals.TryGetValue(text[_self.Length..], out var signal)) signal.Raise();
    }

    private async Task SendAsync(string name)
    {
        try
        {
            await _redis.RunAsync(
                (Signals: this, Name: name),
                static (_, state) => state.Signals._redis.Subscriber.PublishAsync(
                    state.Signals._channel, state.Signals._self + state.Name));
        }
        catch (Exception error) when (error is RedisUnavailableException or ObjectDisposedException)
        {
            _logger.LogDebug(error, "Signal {Signal} stays in this process.", name);
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            await _redis.RunAsync(async _ =>
            {
                // The connection for subscriptions opens a moment after the one for commands; asking too early looks like an outage.
                var subscriber = _redis.Subscriber;
                for (var tries = 0; tries < 100 && !subscriber.IsConnected(); tries++) await Task.Delay(20);
                await subscriber.SubscribeAsync(_channel, _received);
            });
            // What other processes published before the subscription stood was not heard.
            RaiseAll();
        }
        catch (Exception error) when (error is RedisUnavailableException or ObjectDisposedException)
        {
            _logger.LogDebug(error, "Signals of other processes wait for Redis.");
            Interlocked.Exchange(ref _subscribed, 0);
        }
    }

    private void OnRecovered(object? sender, EventArgs e)
    {
        RaiseAll();
        if (!_signals.IsEmpty && Interlocked.CompareExchange(ref _subscribed, 1, 0) == 0) _ = SubscribeAsync();
    }

    private void RaiseAll()
    {
        foreach (var signal in _signals.Values) signal.Raise();
    }
}
