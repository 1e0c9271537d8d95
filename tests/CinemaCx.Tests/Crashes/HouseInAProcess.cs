using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>The real program as its owner runs it, in a process that can be killed. Its platforms live elsewhere and survive it.</summary>
internal sealed class HouseInAProcess(string folder, string guestUrl, IReadOnlyDictionary<string, string?> settings) : IAsyncDisposable
{
    // Ample: it takes two seconds on a quiet machine. A house that never opens is what this is for.
    private static readonly TimeSpan OpensWithin = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http = new() { BaseAddress = new Uri(guestUrl), Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    public string GuestUrl => guestUrl;

    /// <summary>What all its lives wrote, the last lines only.</summary>
    public string Said => string.Join('\n', _said.TakeLast(12).Select(line => line.Length < 300 ? line : line[..300]));

    public void Start()
    {
        _process?.Dispose();
        _process = Run([]);
    }

    public async Task StartAndWaitAsync()
    {
        Start();
        var began = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            Assert.False(_process!.HasExited, "the house did not open:\n" + Said);
            Assert.True(Stopwatch.GetElapsedTime(began) < OpensWithin, "the house takes too long to open:\n" + Said);
            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Runs one of the operator's verbs beside the house.</summary>
    public async Task<(int ExitCode, string Said)> VerbAsync(params string[] words)
    {
        var lines = new ConcurrentQueue<string>();
        using var process = Run(words, lines);
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', lines));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private Process Run(string[] words, ConcurrentQueue<string>? lines = null)
    {
        lines ??= _said;
        var start = new ProcessStartInfo(Dotnet()) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "CinemaCx.Standalone.dll"));
        foreach (var word in words) start.ArgumentList.Add(word);
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(lines, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (lines.Count > 500) lines.TryDequeue(out _);
    }

    /// <summary>The command that runs this very process's runtime, wherever it is installed.</summary>
    private static string Dotnet()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
