using System.Text;

namespace CinemaCx.Simulators.Shared;

/// <summary>What was received and answered, newest kept; texts are decoded only when somebody looks.</summary>
internal sealed class CallLog
{
    private readonly Ring<Entry> _entries = new(2_000);
    private long _number;

    /// <summary>Calls received since the start or the last reset.</summary>
    public long Count => Volatile.Read(ref _number);

    public void Add(Call call, Answer? answer, string? fault, double elapsedMs) =>
        _entries.Add(new Entry(Interlocked.Increment(ref _number), call.At, call.Method, call.Target, call.Body, answer, fault, elapsedMs));

    public void Clear()
    {
        _entries.Clear();
        Volatile.Write(ref _number, 0);
    }

    /// <summary>Newest first, at most <paramref name="limit"/>, of those whose path starts with <paramref name="path"/>.</summary>
    public IReadOnlyList<CallView> Newest(string? path, int limit) =>
        [.. _entries.Newest().Where(e => path is null || e.Target.StartsWith(path, StringComparison.Ordinal)).Take(limit).Select(Show)];

    private static CallView Show(Entry e) => new(
        e.Number, e.At, e.Method, e.Target, e.Answer?.Status ?? 0, e.Answer?.Code, e.Fault, Math.Round(e.ElapsedMs, 2),
        // A file says nothing to who reads along.
        e.Body.AsSpan().StartsWith("--"u8) ? $"[{e.Body.Length} bytes]" : Encoding.UTF8.GetString(e.Body), e.Answer is null ? null : Encoding.UTF8.GetString(e.Answer.Body));

    private sealed record Entry(long Number, DateTimeOffset At, string Method, string Target, byte[] Body, Answer? Answer, string? Fault, double ElapsedMs);
}

/// <summary>One received request; status 0 means that the connection was cut without an answer.</summary>
internal sealed record CallView(
    long Number, DateTimeOffset At, string Method, string Path, int Status, string? ErrorCode, string? Fault,
    double ElapsedMs, string RequestBody, string? ResponseBody);
