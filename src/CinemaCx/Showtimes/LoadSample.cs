using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Showtimes;

/// <summary>Fills an empty house with the sample programme, through the same import that real files take.</summary>
public sealed class LoadSample(Database database, ImportProgramme import, TimeProvider time)
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
}
