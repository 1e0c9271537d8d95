using System.Globalization;
using System.Runtime.InteropServices;

namespace CinemaCx.Bench;

/// <summary>What the figures were taken on: without it they mean nothing.</summary>
internal static class Machine
{
    public static string Describe(BenchOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        {Environment.ProcessorCount} cores shared by house, load, PostgreSQL and Redis; {RuntimeInformation.FrameworkDescription}; load average {LoadAverage()} at the end;
        {BenchOptions.Clients} clients, {options.Repeats} repeats of {options.Seconds} s, medians; floor and house measured in turn; fsync and synchronous_commit on.
        """);

    private static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
