using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CinemaCx.Bench;

/// <summary>The house as its owner runs it: the Standalone's own program, in a process apart from the load.</summary>
internal sealed class HouseProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private HouseProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
        // Whoever stops the bench stops the house with it.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>The guest door's port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>CPU the house has used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="port">Of the guest door; 0 for a free one.</param>
    /// <param name="staffPort">Likewise of the staff door.</param>
    public static async Task<HouseProcess> StartAsync(Ground ground, IReadOnlyDictionary<string, string> settings, int port = 0, int staffPort = 0)
    {
        if (port == 0) port = FreePort();
        string[] doors = ["--guest-port", port.ToString(CultureInfo.InvariantCulture), "--staff-port", staffPort.ToString(CultureInfo.InvariantCulture), "--wechat-port", "0", "--wechat-pay-port", "0", "--wecom-port", "0", "--dingtalk-port", "0", "--sms-port", "0", "--glass-box-port", "0"];
        var house = new HouseProcess(Run(ground, settings, doors), port);
        // What it says is of interest only when it complains, and a full pipe would stop it.
        _ = house._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = house._process.StandardError.BaseStream.CopyToAsync(System.Console.OpenStandardError());
        try
        {
            await house.WaitUntilReadyAsync();
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>The operator's audit of the books.</summary>
    /// <returns>Null when everything adds up, otherwise what the audit says.</returns>
    public static async Task<string?> AuditAsync(Ground ground)
    {
        using var audit = Run(ground, new Dictionary<string, string>(StringComparer.Ordinal), ["audit"]);
        var report = await audit.StandardOutput.ReadToEndAsync();
        var errors = await audit.StandardError.ReadToEndAsync();
        await audit.WaitForExitAsync();
        return audit.ExitCode == 0 ? null : report + errors;
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                _process.Kill();
                await System.Console.Error.WriteLineAsync("The house did not stop within 20 s of SIGTERM and was killed.");
            }
        }

        _process.Dispose();
    }

    private void OnExit(object? sender, EventArgs e) => _process.Kill();

    private static Process Run(Ground ground, IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CinemaCx.Standalone.dll"), .. arguments, "--data-folder", ground.Folder, "--sample", "false"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = ground.Folder,
        };
        start.Environment["Database__ConnectionString"] = ground.Connection;
        start.Environment["Redis__ConnectionString"] = ground.Redis;
        start.Environment["Redis__KeyPrefix"] = ground.RedisPrefix;
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(100))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The house ended with {_process.ExitCode} before it was open.");
            try
            {
                if ((await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("The house was not ready within a minute.");
    }
}
