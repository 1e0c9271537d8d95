using System.Collections.Concurrent;
using CinemaCx.Simulators.Shared;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Simulators.WeChat;

/// <summary>Where accounts' events go, and what a hook wants done with them meanwhile: held back, late, several times, out of order.</summary>
internal sealed class PushDesk(WeChatSimulatorOptions options, PushSender sender, DueQueue due, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, WeChatPushTarget> _targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string AppId, string OpenId), MessageEnd> _ends = new();
    private readonly Lock _gate = new();
    private readonly List<PushEvent> _held = [];
    private bool _holds;

    /// <summary>By the simulator's clock.</summary>
    public int DelayMs { get; private set; } = options.PushDelayMs;

    /// <summary>How often each event is told.</summary>
    public int Times { get; private set; } = 1;

    public bool Holds => Volatile.Read(ref _holds);

    public int Held
    {
        get
        {
            lock (_gate) return _held.Count;
        }
    }

    public PushSender Sender => sender;

    public IEnumerable<WeChatPushTarget> Targets => _targets.Values.OrderBy(t => t.AppId, StringComparer.Ordinal);

    public PushDesk Know()
    {
        foreach (var target in options.Pushes) Set(target);
        return this;
    }

    public void Set(WeChatPushTarget target) => _targets[target.AppId] = target;

    public void Remove(string appId) => _targets.TryRemove(appId, out _);

    public WeChatPushTarget? Of(string appId) => _targets.GetValueOrDefault(appId);

    public void Change(int? delayMs, int? times, bool? hold)
    {
        (DelayMs, Times) = (delayMs ?? DelayMs, times ?? Times);
        if (hold is { } wanted) Volatile.Write(ref _holds, wanted);
    }

    /// <summary>Messages to this phone end so from now on; null: they arrive.</summary>
    public void End(string appId, string openId, MessageEnd? end)
    {
        if (end is null) _ends.TryRemove((appId, openId), out _);
        else _ends[(appId, openId)] = end;
    }

    public MessageEnd EndOf(string appId, string openId) => _ends.GetValueOrDefault((appId, openId)) ?? new MessageEnd();

    /// <summary>Tells the account's server, if one is registered.</summary>
    public void Tell(PushEvent happened)
    {
        if (Of(happened.AppId) is null) return;
        if (Holds)
        {
            lock (_gate) _held.Add(happened);
            return;
        }

        due.At(time.GetUtcNow().AddMilliseconds(DelayMs), stop => SendAsync(happened, stop));
    }

    /// <summary>Lets go what was held back, and waits until all of it was told.</summary>
    /// <param name="newestFirst">Out of order.</param>
    /// <param name="times">How often each is told, at once.</param>
    public async Task<IReadOnlyList<PushDelivery>> ReleaseAsync(bool newestFirst, int times, CancellationToken stop)
    {
        List<PushEvent> held;
        lock (_gate)
        {
            held = [.. _held];
            _held.Clear();
        }

        if (newestFirst) held.Reverse();
        var told = held.SelectMany(h => Enumerable.Repeat(h, times)).Where(h => Of(h.AppId) is not null).Select(h => sender.SendAsync(Of(h.AppId)!, h, PushFlaw.None, stop));
        return await Task.WhenAll(told);
    }

    public void Clear()
    {
        _ends.Clear();
        lock (_gate) _held.Clear();
        Change(options.PushDelayMs, 1, hold: false);
        sender.Clear();
    }

    public void Dispose() => sender.Dispose();

    private async Task SendAsync(PushEvent happened, CancellationToken stop)
    {
        if (Of(happened.AppId) is not { } target) return;
        for (var i = 0; i < Times; i++)
        {
            var told = await sender.SendAsync(target, happened, PushFlaw.None, stop);
            if (!told.Taken) due.Log.LogWarning("A push of {Event} was not taken by {Url}: {Status} {Error}", happened.Event, target.Url, told.Tries[^1].Status, told.Tries[^1].Error);
        }
    }
}
