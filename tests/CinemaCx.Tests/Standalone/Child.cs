using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace CinemaCx.Tests.Standalone;

/// <summary>A program of the house, run as a process of its own as operators run it.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    private Child(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Append(_out, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
    }

    public string Out => Text(_out);

    public string Error => Text(_error);

    /// <param name="assembly">Without <c>.dll</c>; all programs are built beside the tests.</param>
    /// <param name="folder">Where it is started: settings files are looked for there.</param>
    /// <param name="environment">Added to the environment.</param>
    public static Child Start(string assembly, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments], folder, environment);

    public static Child Start(string program, IReadOnlyList<string> arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var child = new Child(new Process { StartInfo = start });
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child._process.StandardInput.Close();
        return child;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Out, string Error)> RunAsync(
        string assembly, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        await using var child = Start(assembly, folder, arguments, environment);
        return (await child.EndsAsync(90), child.Out, child.Error);
    }

    /// <summary>Waits until the text was printed.</summary>
    public async Task SaysAsync(string text, double seconds = 90)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!Out.Contains(text, StringComparison.Ordinal))
        {
            var waited = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            Assert.True(!_process.HasExited && waited < seconds, $"did not say \"{text}\":\n{Out}\n{Error}");
            await Task.Delay(50);
        }
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndsAsync(double seconds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            // Also waits for the last lines of its output.
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"still running after {seconds} s:\n{Out}\n{Error}");
        }

        return _process.ExitCode;
    }

    /// <param name="name">INT as Ctrl+C sends it, TERM as service managers do.</param>
    public async Task SignalAsync(string name)
    {
        await using var kill = Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)], AppContext.BaseDirectory);
        Assert.Equal(0, await kill.EndsAsync(10));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is null) return;
        lock (to) to.Append(line).Append('\n');
    }

    private static string Text(StringBuilder of)
    {
        lock (of) return of.ToString();
    }
}
