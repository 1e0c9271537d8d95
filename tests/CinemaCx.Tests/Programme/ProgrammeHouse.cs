using CinemaCx.Cinemas;
using CinemaCx.Migrations;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CinemaCx.Tests.Programme;

/// <summary>The two modules on a fresh database, without doors.</summary>
internal sealed class ProgrammeHouse : IAsyncDisposable
{
    private readonly ServiceInstances _instances;

    private ProgrammeHouse(ServiceInstances instances)
    {
        _instances = instances;
        Database = new Database(new DatabaseOptions { ConnectionString = instances.Backing.DatabaseConnection });
        Catalog = new ShowtimeCatalog(Database, new HallPlans(Database), Options.Create(new ShowtimeOptions()), Time);
        Import = new ImportProgramme(Database, Sales, Catalog, new Outbox(new EventCatalog([]), null!, Time), Options.Create(new ShowtimeOptions()), Time);
        Queries = new ShowtimeQueries(Database, Catalog, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero));
    public Database Database { get; }
    public ShowtimeCatalog Catalog { get; }
    public ImportProgramme Import { get; }
    public ShowtimeQueries Queries { get; }
    public SoldShowtimes Sales { get; } = new();

    public static async Task<ProgrammeHouse> OpenAsync(string backing) => new(await ServiceInstances.OpenAsync(backing, MigrateAsync, "programme"));

    public Task<ProgrammeReport> ImportAsync(params IReadOnlyCollection<ProgrammeFile> files) => Import.RunAsync(files, dryRun: false, CancellationToken.None);

    public async Task<List<T>> RowsAsync<T>() where T : class
    {
        await using var db = Database.Read();
        return await db.GetTable<T>().ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _instances.DisposeAsync();
    }

    private static async Task MigrateAsync(string connection)
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = connection });
        await SchemaMigration.RunAsync(database, typeof(M001_Programme).Assembly);
    }

    /// <summary>Plays the module of a higher rank that sells seats.</summary>
    internal sealed class SoldShowtimes : IShowtimeSales
    {
        public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public Task<IReadOnlySet<string>> WithSalesAsync(IReadOnlyCollection<string> showtimeIds, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlySet<string>>(showtimeIds.Where(Ids.Contains).ToHashSet(StringComparer.Ordinal));
    }
}
