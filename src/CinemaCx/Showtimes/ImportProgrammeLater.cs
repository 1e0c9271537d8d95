using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Showtimes;

/// <summary>
/// An import that goes on by itself: the files are written down at once and brought in by the clockwork, all or nothing. Stopped while it writes, it has
/// written nothing; done twice, it changes nothing the second time.
/// </summary>
public sealed class ImportProgrammeLater(Database database, LongWorks works, ImportProgramme import, Outbox outbox, TimeProvider time) : ILongWorker
{
    /// <summary>Most bytes of all files together.</summary>
    public const int Most = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Kind => "programme-import";

    /// <returns>Id of the work; its result is a <see cref="ProgrammeReport"/>.</returns>
    /// <exception cref="Refusal">400 <c>programme-files-invalid</c>.</exception>
    public async Task<string> BeginAsync(StaffMember by, IReadOnlyCollection<ProgrammeFile> files, bool dryRun, CancellationToken cancellation)
    {
        if (files.Count == 0 || files.Sum(f => (long)f.Content.Length) is 0 or > Most) throw ShowtimeRefusals.FilesInvalid();
        var now = time.Now();
        var id = Id.New("wrk", now);
        var input = JsonSerializer.Serialize(new Input(dryRun, [.. files.Select(f => new InputFile(f.Name, f.Content.ToArray()))]));
        var script = new Script();
        works.Begin(script, new LongWorkStart(id, Kind, (dryRun ? "试导入 " : "导入排片 ") + string.Join("、", files.Select(f => f.Name))) { AskedBy = by.EmployeeId, Input = input, Total = 2 });
        StaffActs.Write(script, by, dryRun ? "try-import" : "import", "programme", id, new { files = files.Select(f => f.Name) }, now, by.CinemaId);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
        outbox.Wake();
        return id;
    }

    public async Task<string?> RunAsync(LongWorkRow work, CancellationToken stop)
    {
        var input = JsonSerializer.Deserialize<Input>(work.Input!)!;
        var files = input.Files.ConvertAll(f => new ProgrammeFile(f.Name, f.Content));
        // What would be refused is found without keeping anybody out.
        var report = await import.RunAsync(files, dryRun: true, stop);
        await TellAsync(work.Id, stop);
        if (!input.IsDryRun && report.Refused.Count == 0) report = await import.RunAsync(files, dryRun: false, stop);
        return JsonSerializer.Serialize(report, Json);
    }

    private async Task TellAsync(string id, CancellationToken stop)
    {
        var script = new Script();
        works.Tell(script, id, done: 1);
        await using var db = await database.BeginAsync(stop);
        await db.CommitAsync(script, stop);
    }

    private sealed record Input(bool IsDryRun, List<InputFile> Files);

    private sealed record InputFile(string Name, byte[] Content);
}
