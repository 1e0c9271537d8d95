using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace CinemaCx.Bench;

/// <summary>PostgreSQL's own load generator: what the same statements bring on this machine with nothing of ours in between.</summary>
internal static partial class PgBench
{
    /// <param name="script">A file of the folder Floor.</param>
    /// <param name="pipelined">True: all up to the commit travels in one round trip, as the house sends it. False: pgbench's usual way, statement by statement.</param>
    /// <param name="clients">How many at a time.</param>
    /// <param name="variables">What the script calls <c>:name</c>.</param>
    /// <returns>Transactions per second.</returns>
    public static async Task<double> RunAsync(
        string connectionString, string script, bool pipelined, TimeSpan lasting, int clients, params (string Name, long Value)[] variables)
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Floor", script));
        if (pipelined) sql = sql.Replace("\nBEGIN;", "\n\\startpipeline\nBEGIN;", StringComparison.Ordinal).Replace("\nCOMMIT;", "\n\\endpipeline\nCOMMIT;", StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, sql);
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo("pgbench")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = database.Password ?? "" },
        };
        string[] arguments =
        [
            "-n", "-M", "prepared", "-c", $"{clients}", "-j", $"{Math.Min(2, clients)}", "-T", lasting.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "-f", file,
            .. variables.SelectMany(v => new[] { "-D", string.Create(CultureInfo.InvariantCulture, $"{v.Name}={v.Value}") }),
            "-h", database.Host!, "-p", database.Port.ToString(CultureInfo.InvariantCulture), "-U", database.Username!, database.Database!,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var pgbench = Process.Start(start)!;
        var errors = pgbench.StandardError.ReadToEndAsync();
        var report = await pgbench.StandardOutput.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        File.Delete(file);
        var rate = Rate().Match(report);
        return pgbench.ExitCode == 0 && rate.Success && !report.Contains("failed transactions: 1", StringComparison.Ordinal)
            ? double.Parse(rate.Groups["tps"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench: {report}{await errors}");
    }

    [GeneratedRegex(@"^tps = (?<tps>[\d.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();
}
