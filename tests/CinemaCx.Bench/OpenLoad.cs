using System.Diagnostics;
using HdrHistogram;

namespace CinemaCx.Bench;

/// <param name="Due">When it should have been sent, in ticks of <see cref="Stopwatch"/>; where nothing was planned, when it was.</param>
internal readonly record struct Sent(long Due, long Answered)
{
    public double Ms => Stopwatch.GetElapsedTime(Due, Answered).TotalMilliseconds;
}

/// <summary>
/// Calls at a fixed rate, whatever becomes of the calls before: each is due at its own instant and its time counts from there, so that a server that
/// stops for a moment is charged with everything that should have happened in it.
/// </summary>
internal static class OpenLoad
{
    /// <summary>Where calls follow each other faster than this, the last part of a millisecond is slept through rather than spun away: the house needs the core.</summary>
    private static readonly TimeSpan WorthSpinning = TimeSpan.FromMilliseconds(10);

    /// <param name="perSecond">Null: as fast as they are answered.</param>
    /// <param name="connections">How many calls may be under way.</param>
    /// <param name="status">That of every answer.</param>
    public static Sent[] Run(int port, byte[][] requests, int? perSecond, int connections, int status)
    {
        var sent = new Sent[requests.Length];
        var next = -1;
        var gap = perSecond is { } rate ? Stopwatch.Frequency / (double)rate : 0;
        var began = new Lazy<long>(Stopwatch.GetTimestamp);
        Load.Run(connections, lasting: null, _ => new Caller(port, wire =>
        {
            var mine = Interlocked.Increment(ref next);
            if (mine >= requests.Length) return false;
            var due = perSecond is null ? Stopwatch.GetTimestamp() : began.Value + (long)(gap * mine);
            if (perSecond is not null) WaitUntil(due, gap);
            wire.Demand(requests[mine], status);
            sent[mine] = new Sent(due, Stopwatch.GetTimestamp());
            return true;
        }));
        return sent;
    }

    public static LongHistogram Milliseconds(IEnumerable<double> figures)
    {
        var histogram = new LongHistogram(600_000_000, 3);
        foreach (var ms in figures) histogram.RecordValue((long)(Math.Max(0, ms) * 1000));
        return histogram;
    }

    private static void WaitUntil(long due, double gap)
    {
        var spins = gap >= WorthSpinning.TotalSeconds * Stopwatch.Frequency;
        while (true)
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due).TotalMilliseconds;
            if (left <= 0) return;
            if (left >= 1) Thread.CurrentThread.Join((int)left);
            else if (spins) Thread.SpinWait(50);
            else Thread.CurrentThread.Join(1);
        }
    }

    private sealed class Caller(int port, Func<Wire, bool> act) : IClient
    {
        private readonly Wire _wire = new(port);

        public bool Act() => act(_wire);

        public void Dispose() => _wire.Dispose();
    }
}
