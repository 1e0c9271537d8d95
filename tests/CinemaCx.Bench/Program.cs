using System.Runtime.InteropServices;
using CinemaCx.Bench;

// The floor of HTTP on this machine runs in a process of its own, just as the house does.
if (args is ["bare", var bodyFile]) return await BareServer.RunAsync(bodyFile);

var options = BenchOptions.Parse(args);
if (options is null)
{
    await System.Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

// A platform played in this process stops itself when it is told to, and the bench with its house would go on.
using var told = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));

var table = new Table();
var ran = 0;
foreach (var (name, bench) in Benches())
{
    if (options.What != "all" && options.What != name) continue;
    ran++;
    System.Console.WriteLine($"\n-- {name}");
    try
    {
        await bench();
    }
    catch (Exception e) when (e is InvalidOperationException or TimeoutException)
    {
        System.Console.WriteLine($"FAILED: {e}");
        table.Add(name, "failed", "", "", "", "", false);
    }
}

if (ran == 0)
{
    await System.Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

System.Console.WriteLine();
System.Console.WriteLine(Machine.Describe(options));
System.Console.WriteLine(table);
return table.AllMet ? 0 : 1;

IEnumerable<(string Name, Func<Task> Run)> Benches() =>
[
    ("hold", () => HoldBench.RunAsync(options, table)),
    ("order", () => OrderBench.RunAsync(options, table)),
    ("map", () => MapBench.RunAsync(options, table)),
    ("claims", () => ClaimBench.RunAsync(options, table)),
    ("price", () => PriceBench.RunAsync(options, table)),
    ("best", () => BestBench.RunAsync(options, table)),
    ("alert", () => AlertBench.RunAsync(options, table)),
    ("messages", () => MessageBench.UndisturbedAsync(options, table)),
    ("message-kills", () => MessageBench.KilledAsync(options, table)),
    ("storm", () => StormBench.RunAsync(options, table)),
    ("audience", () => AudienceBench.RunAsync(options, table)),
    ("insight", () => InsightBench.RunAsync(options, table)),
    ("paint", () => PaintBench.RunAsync(options, table)),
];
