using System.Collections.Concurrent;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary>Codes that let a card be changed, each once and for a while; and the task ids, which serve once for ever.</summary>
internal sealed class ResponseCodes(WeComSettings settings)
{
    private readonly ConcurrentDictionary<string, Entry> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _taskIds = new(StringComparer.Ordinal);

    /// <summary>False when the id was used before.</summary>
    public bool Take(string taskId) => _taskIds.TryAdd(taskId, true);

    public string Give(string taskId, DateTimeOffset now)
    {
        var code = WireText.RandomText(64);
        _codes[code] = new Entry(taskId, now + settings.ResponseCodeLife);
        return code;
    }

    /// <summary>The card of a code that can still be used; null otherwise.</summary>
    public string? Card(string code, DateTimeOffset now) => _codes.TryGetValue(code, out var entry) && entry.Until > now && entry.Used == 0 ? entry.TaskId : null;

    /// <summary>Uses a code up; false when somebody else just did.</summary>
    public bool Spend(string code) => _codes.TryGetValue(code, out var entry) && Interlocked.Exchange(ref entry.Used, 1) == 0;

    public void Clear()
    {
        _codes.Clear();
        _taskIds.Clear();
    }

    private sealed class Entry(string taskId, DateTimeOffset until)
    {
        public int Used;

        public string TaskId { get; } = taskId;

        public DateTimeOffset Until { get; } = until;
    }
}
