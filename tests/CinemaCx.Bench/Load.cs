using System.Diagnostics;
using HdrHistogram;

namespace CinemaCx.Bench;

/// <summary>One of the clients of a load: it acts again as soon as it was answered.</summary>
internal interface IClient : IDisposable
{
    /// <returns>False when there is nothing left to do.</returns>
    bool Act();
}

/// <param name="Latencies">In microseconds.</param>
internal sealed record LoadResult(long Done, double Seconds, LongHistogram Latencies)
{
    public double Rate => Done / Seconds;

    public double P99Ms => Latencies.GetValueAtPercentile(99) / 1000.0;

    public double P50Ms => Latencies.GetValueAtPercentile(50) / 1000.0;
}

/// <summary>A closed loop of clients, each on a thread of its own.</summary>
internal static class Load
{
    private const long LongestMicroseconds = 600_000_000;

    /// <param name="lasting">Null: until every client has nothing left to do.</param>
    public static LoadResult Run(int clients, TimeSpan? lasting, Func<int, IClient> open)
    {
        var total = new LongHistogram(LongestMicroseconds, 3);
        var faults = new List<Exception>();
        var done = 0L;
        var (first, last) = (long.MaxValue, 0L);
        using var start = new Barrier(clients);
        var threads = Enumerable.Range(0, clients).Select(number => new Thread(() => Work(number))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (faults.Count > 0) throw new InvalidOperationException($"{faults.Count} of {clients} clients failed; the first: {faults[0].Message}", faults[0]);
        return new LoadResult(done, Stopwatch.GetElapsedTime(first, last).TotalSeconds, total);

        void Work(int number)
        {
            IClient? client = null;
            var (began, ended) = (0L, 0L);
            var mine = new LongHistogram(LongestMicroseconds, 3);
            var acts = 0L;
            try
            {
                try
                {
                    client = open(number);
                }
                finally
                {
                    start.SignalAndWait();
                }

                began = ended = Stopwatch.GetTimestamp();
                while (lasting is null || Stopwatch.GetElapsedTime(began, ended) < lasting)
                {
                    var before = Stopwatch.GetTimestamp();
                    if (!client.Act()) break;
                    ended = Stopwatch.GetTimestamp();
                    mine.RecordValue((long)Stopwatch.GetElapsedTime(before, ended).TotalMicroseconds);
                    acts++;
                }
            }
            catch (Exception e)
            {
                lock (faults) faults.Add(e);
            }
            finally
            {
                client?.Dispose();
            }

            lock (total)
            {
                total.Add(mine);
                done += acts;
                (first, last) = (Math.Min(first, began), Math.Max(last, ended));
            }
        }
    }
}
