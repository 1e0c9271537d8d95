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
    private readonly RedisConnection redis;
    private readonly TimeProvider time;
    private readonly ILogger<RedisSignal> logger;
    private readonly ConcurrentDictionary<string, SignalListener> shared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Signal> signals = new(StringComparer.Ordinal);
    private readonly string self = Guid.NewGuid().ToString("N");
    private readonly Action<RedisChannel, RedisValue> received;
    private readonly RedisChannel channel;
    private int subscribed;

    public RedisSignal(RedisConnection redis, TimeProvider time, ILogger<RedisSignal> logger)
    {
        this.redis = redis;
        this.time = time;
        this.logger = logger;
        received = (_, message) => Receive(message);
        channel = redis.Channel("signals");
        redis.Recovered += OnRecovered;
    }

    /// <summary>Wakes whoever waits for <paramref name="name"/>, here and in other processes; never fails, never waits.</summary>
    public void Publish(string name)
    {
        Of(name).Raise();
        if (redis.IsAvailable) _ = SendAsync(name);
    }

    /// <summary>
    /// Waits for a signal, at most so long. A signal since the previous wait of that name (or before the first) makes it return at once. All
    /// callers of this method share one memory of what was seen; a second independent loop takes its own <see cref="Listen(string)"/>.
    /// </summary>
    /// <returns>True when signalled, false when the time was up.</returns>
    public Task<bool> WaitAsync(string name, TimeSpan atMost, CancellationToken cancellation) =>
        shared.GetOrAdd(name, static (key, signal) => signal.Listen(key, fromTheStart: true), this).WaitAsync(atMost, cancellation);

    /// <summary>A listener of its own: it misses no signal published after this call, whoever else listens.</summary>
    public SignalListener Listen(string name) => Listen(name, fromTheStart: false);

    private SignalListener Listen(string name, bool fromTheStart)
    {
        var signal = Of(name);
        var listener = new SignalListener(signal, fromTheStart ? 0 : signal.Current.Number, time);
        if (Interlocked.CompareExchange(ref subscribed, 1, 0) == 0) _ = SubscribeAsync();
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        redis.Recovered -= OnRecovered;
        if (Interlocked.Exchange(ref subscribed, 0) == 0 || !redis.IsAvailable) return;
        try
        {
            await redis.RunAsync(_ => redis.Subscriber.UnsubscribeAsync(channel, received));
        }
        catch (Exception error) when (error is RedisUnavailableException or ObjectDisposedException)
        {
            logger.LogDebug(error, "The channel of signals was gone before it was left.");
        }
    }

    private Signal Of(string name) => signals.GetOrAdd(name, static _ => new Signal());

    private void Receive(RedisValue message)
    {
        var text = (string?)message;
        if (text is null || text.Length <= self.Length || text.StartsWith(self, StringComparison.Ordinal)) return;
        if (signals.TryGetValue(text[self.Length..], out var signal)) signal.Raise();
    }

    private async Task SendAsync(string name)
    {
        try
        {
            await redis.RunAsync(
                (Signals: this, Name: name),
                static (_, state) => state.Signals.redis.Subscriber.PublishAsync(
                    state.Signals.channel, state.Signals.self + state.Name));
        }
        catch (Exception error) when (error is RedisUnavailableException or ObjectDisposedException)
        {
            logger.LogDebug(error, "Signal {Signal} stays in this process.", name);
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            await redis.RunAsync(_ => redis.Subscriber.SubscribeAsync(channel, received));
            // What other processes published before the subscription stood was not heard.
            RaiseAll();
        }
        catch (Exception error) when (error is RedisUnavailableException or ObjectDisposedException)
        {
            logger.LogDebug(error, "Signals of other processes wait for Redis.");
            Interlocked.Exchange(ref subscribed, 0);
        }
    }

    private void OnRecovered(object? sender, EventArgs e)
    {
        RaiseAll();
        if (!signals.IsEmpty && Interlocked.CompareExchange(ref subscribed, 1, 0) == 0) _ = SubscribeAsync();
    }

    private void RaiseAll()
    {
        foreach (var signal in signals.Values) signal.Raise();
    }
}
