using System.Diagnostics;
using System.Globalization;

namespace CinemaCx.Bench;

/// <summary><see cref="BareServer"/> in a process of its own, with the garbage collector the house has.</summary>
internal sealed class BareProcess : IDisposable
{
    private readonly Process _process;

    private BareProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<BareProcess> StartAsync(Ground ground, byte[] body)
    {
        var file = Path.Combine(ground.Folder, "body.json");
        await File.WriteAllBytesAsync(file, body);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CinemaCx.Bench.dll"), "bare", file])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_gcServer"] = "1" },
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The bare server did not start.");
        return new BareProcess(process, int.Parse(line, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
