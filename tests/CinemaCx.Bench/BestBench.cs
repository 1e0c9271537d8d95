using System.Diagnostics;
using CinemaCx.Seats;

namespace CinemaCx.Bench;

/// <summary>The best eight together among 600 seats, in this process, at several fills of the hall; the slowest fill is reported.</summary>
internal static class BestBench
{
    private const double DueMs = 1;

    public static Task RunAsync(BenchOptions options, Table table)
    {
        var plan = Stage.Rows(600);
        var request = new BestSeatsRequest(8);
        var random = new Random(7);
        foreach (var percent in new[] { 0, 30, 60, 80, 90 }) Measure(Hall(percent), TimeSpan.FromMilliseconds(300));

        var worst = (Percent: 0, Ms: 0.0, P99: 0.0);
        foreach (var percent in new[] { 0, 30, 60, 80, 90 })
        {
            var hall = Hall(percent);
            var runs = Enumerable.Range(0, options.Repeats).Select(_ => Measure(hall, TimeSpan.FromSeconds(1))).ToList();
            var (ms, p99) = (Table.Median(runs.Select(r => r.CpuMs)), Table.Median(runs.Select(r => r.P99Ms)));
            System.Console.WriteLine($"{percent} % taken: {Table.Ms(ms)} of CPU a call, p99 {Table.Ms(p99)}");
            if (ms > worst.Ms) worst = (percent, ms, p99);
        }

        table.Add("best 8 together of 600", Table.Ms(worst.Ms) + " CPU", Table.Ms(worst.P99), $"slowest fill: {worst.Percent} % taken", "", "<= 1 ms CPU", worst.Ms <= DueMs);
        return Task.CompletedTask;

        SeatState[][] Hall(int percent) =>
        [
            .. Enumerable.Range(0, 50).Select(_ =>
            {
                var states = LiveSeats.Empty(plan);
                // Parties of two to four, sitting anywhere.
                for (var taken = 0; taken < plan.Count * percent / 100;)
                {
                    var at = random.Next(plan.Count);
                    for (var size = random.Next(2, 5); size > 0 && at < plan.Count; size--, at++)
                    {
                        if (states[at] == SeatState.Taken) continue;
                        states[at] = SeatState.Taken;
                        taken++;
                    }
                }

                return states;
            }),
        ];

        (double CpuMs, double P99Ms) Measure(SeatState[][] halls, TimeSpan lasting)
        {
            using var process = Process.GetCurrentProcess();
            var times = new List<double>();
            var cpu = process.TotalProcessorTime;
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < lasting;)
            {
                var before = Stopwatch.GetTimestamp();
                BestSeats.Choose(plan, halls[times.Count % halls.Length], request);
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            process.Refresh();
            var each = (process.TotalProcessorTime - cpu).TotalMilliseconds / times.Count;
            times.Sort();
            return (each, times[times.Count * 99 / 100]);
        }
    }
}
