using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Showtimes;

/// <summary>Fills an empty house with the sample programme and keeps it a week ahead, through the same import that real files take.</summary>
public sealed class LoadSample(Database database, ImportProgramme import, TimeProvider time, ILogger<LoadSample> logger)
{
    /// <returns>Null when there is a cinema already: then nothing is touched.</returns>
    public async Task<ProgrammeReport?> RunAsync(CancellationToken cancellation)
    {
        await using (var db = database.Read())
        {
            if (await db.GetTable<CinemaRow>().AnyAsync(cancellation)) return null;
        }

        return await import.RunAsync(SampleProgramme.Files(time.Now()), dryRun: false, cancellation);
    }

    /// <summary>Adds the days since the last one that has showtimes, to a house that was begun with the sample some days ago.</summary>
    /// <returns>Null when no day is missing, or the cinemas are not the sample's.</returns>
    public async Task<ProgrammeReport?> ContinueAsync(CancellationToken cancellation)
    {
        var now = time.Now();
        var known = await LastDayAsync(cancellation);
        if (known is null || known >= SampleProgramme.LastDay(now)) return null;
        var next = known.Value.AddDays(1);
        var first = next > SampleProgramme.Today(now) ? next : SampleProgramme.Today(now);
        var report = await import.RunAsync([SampleProgramme.Showtimes(first, SampleProgramme.LastDay(now))], dryRun: false, cancellation);
        // Somebody made the sample into something else: it is hers now.
        if (!report.Applied) logger.LogWarning("The sample programme from {Day} on was not added: {Reason}", first, report.Refused[0].Reason);
        return report;
    }

    private async Task<DateOnly?> LastDayAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var cinemas = await db.GetTable<CinemaRow>().Where(c => SampleProgramme.Cinemas.Contains(c.Code)).Select(c => c.Id).ToListAsync(cancellation);
        if (cinemas.Count < SampleProgramme.Cinemas.Count) return null;
        var last = await db.GetTable<ShowtimeRow>().Where(s => cinemas.Contains(s.CinemaId)).OrderByDescending(s => s.StartsAt).FirstOrDefaultAsync(cancellation);
        return last is null ? null : SampleProgramme.Today(last.StartsAt);
    }
}
