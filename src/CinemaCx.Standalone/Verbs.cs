using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using CinemaCx.Staff;

namespace CinemaCx.Standalone;

/// <summary>The operator's commands: <c>dotnet run --project src/CinemaCx.Standalone -- VERB</c>. They may run beside an open house.</summary>
internal static class Verbs
{
    private const int Found = 1;
    private const int Misused = 2;

    /// <summary>Checks the books. Exit code 0: everything adds up; 1: something does not, named line by line.</summary>
    public static async Task<int> AuditAsync(string[] args)
    {
        await using var door = await OpenAsync(args);
        var findings = await door.Services.GetRequiredService<Audit>().RunAsync(CancellationToken.None);
        foreach (var finding in findings)
        {
            await System.Console.Out.WriteLineAsync($"{(finding.Offenders.Count == 0 ? "ok  " : "FAIL")} {finding.Rule}");
            foreach (var offender in finding.Offenders.Take(50)) await System.Console.Out.WriteLineAsync("       " + offender);
        }

        return findings.All(f => f.Offenders.Count == 0) ? 0 : Found;
    }

    /// <summary>Brings a programme in from CSV and XLSX files, all or nothing.</summary>
    public static async Task<int> ImportAsync(string[] args)
    {
        var dryRun = args.Contains("--dry-run", StringComparer.Ordinal);
        var paths = Words(args).Skip(1).ToList();
        if (paths.Count == 0) return await MisuseAsync("import FILE… [--dry-run]");
        if (paths.Find(p => !File.Exists(p)) is { } missing)
        {
            await System.Console.Error.WriteLineAsync($"There is no file {missing}");
            return Misused;
        }

        await using var door = await OpenAsync(args);
        var files = paths.ConvertAll(p => new ProgrammeFile(Path.GetFileName(p), File.ReadAllBytes(p)));
        var report = await door.Services.GetRequiredService<ImportProgramme>().RunAsync(files, dryRun, CancellationToken.None);
        foreach (var count in report.Counts) await System.Console.Out.WriteLineAsync($"{count.Kind,-10} {count.Added} added, {count.Changed} changed, {count.Unchanged} unchanged");
        foreach (var row in report.Refused) await System.Console.Out.WriteLineAsync($"{row.File}:{row.Line} {row.Column} \"{row.Value}\" {row.Code}: {row.Reason}");
        await System.Console.Out.WriteLineAsync(report.Applied ? "Imported." : dryRun && report.Refused.Count == 0 ? "Dry run: nothing was written." : "Nothing was written.");
        return report.Refused.Count == 0 ? 0 : Found;
    }

    /// <summary>Hires somebody and prints her token once.</summary>
    public static async Task<int> StaffTokenAsync(string[] args)
    {
        var words = Words(args).ToList();
        if (words.Count is < 3 or > 4 || RoleOf(words[2]) is not { } role) return await MisuseAsync($"staff-token NAME {string.Join('|', Enum.GetValues<StaffRole>().Select(r => StoredWord.Of(r)))} [CINEMA-CODE]");
        await using var door = await OpenAsync(args);
        string? cinemaId = null;
        if (words.Count == 4)
        {
            var cinemas = await door.Services.GetRequiredService<CinemaQueries>().ListAsync(CancellationToken.None);
            cinemaId = cinemas.FirstOrDefault(c => c.Code == words[3])?.Id;
            if (cinemaId is null) return await MisuseAsync("CINEMA-CODE is one of " + string.Join(", ", cinemas.Select(c => c.Code)));
        }

        var (employee, token) = await door.Services.GetRequiredService<StaffTokens>().CreateAsync(words[1], role, cinemaId, CancellationToken.None);
        await System.Console.Out.WriteLineAsync($"{employee.Id} {employee.Name}: {token}");
        return 0;
    }

    public static async Task<int> ExplainAsync(string verb) => await MisuseAsync($"there is no \"{verb}\"; there are run, audit, import, staff-token");

    private static async Task<WebApplication> OpenAsync(string[] args)
    {
        var door = StandaloneHouse.BuildForVerbs(HouseSettings.Read([.. args.Where(a => a != "--dry-run")]), TimeProvider.System, HouseSettings.Log);
        await SchemaMigration.RunAsync(door.Services.GetRequiredService<Database>(), CinemaCxModules.Schema);
        return door;
    }

    private static StaffRole? RoleOf(string word)
    {
        foreach (var role in Enum.GetValues<StaffRole>())
            if (StoredWord.Of(role) == word) return role;
        return null;
    }

    /// <summary>The arguments that are neither options nor their values; the first is the verb.</summary>
    public static IEnumerable<string> Words(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            // "--Orders:HoldTime 00:10:00" and "--Orders:HoldTime=00:10:00" are both how settings are given.
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) yield return args[i];
            else if (args[i] != "--dry-run" && !args[i].Contains('=')) i++;
        }
    }

    private static async Task<int> MisuseAsync(string usage)
    {
        await System.Console.Error.WriteLineAsync(usage);
        return Misused;
    }
}
