using System.Collections.Concurrent;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Redis;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CinemaCx.Tests.Events;

/// <summary>Something to be brought to whoever wants it.</summary>
internal sealed record Parcel(string Content);

/// <summary>A timer.</summary>
internal sealed record Alarm(string Name);

/// <summary>What was brought, and by which office; a story may decide what happens at the door.</summary>
internal sealed class Deliveries
{
    private readonly ConcurrentQueue<(string To, string Content, string By)> _all = new();

    /// <summary>Given to, content and how often this content was brought there before.</summary>
    public Func<string, string, int, Task<Delivery>> AtTheDoor { get; set; } = (_, _, _) => Task.FromResult(Delivery.Done);

    public IReadOnlyList<(string To, string Content, string By)> All => [.. _all];

    public IReadOnlyList<string> Contents => [.. _all.Select(d => d.Content)];

    public async Task<Delivery> TakeAsync(string to, string content, string by)
    {
        var before = _all.Count(d => d.To == to && d.Content == content);
        _all.Enqueue((to, content, by));
        return await AtTheDoor(to, content, before);
    }
}

internal sealed record OfficeName(string Value);

internal sealed class Cashier(Deliveries deliveries, OfficeName office) : IEventHandler<Parcel>
{
    public Task<Delivery> HandleAsync(Parcel news, CancellationToken cancellation) => deliveries.TakeAsync("cashier", news.Content, office.Value);
}

internal sealed class Usher(Deliveries deliveries, OfficeName office) : IEventHandler<Parcel>
{
    public Task<Delivery> HandleAsync(Parcel news, CancellationToken cancellation) => deliveries.TakeAsync("usher", news.Content, office.Value);
}

internal sealed class Sleeper(Deliveries deliveries, OfficeName office) : IEventHandler<Alarm>
{
    public Task<Delivery> HandleAsync(Alarm news, CancellationToken cancellation) => deliveries.TakeAsync("sleeper", news.Name, office.Value);
}

/// <summary>One process that records and may deliver; several of them share one database and one clock.</summary>
internal sealed class Office(ServiceProvider services) : IAsyncDisposable
{
    private bool _gone;

    public Database Database => services.GetRequiredService<Database>();

    public Outbox Outbox => services.GetRequiredService<Outbox>();

    public async Task OpenAsync()
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
            if (service is OutboxDispatcher dispatcher) await dispatcher.Begun;
        }
    }

    public Task CloseAsync() => Task.WhenAll(services.GetServices<IHostedService>().Select(s => s.StopAsync(CancellationToken.None)));

    public async Task RecordAsync(params string[] contents)
    {
        await using var db = await Database.BeginAsync();
        foreach (var content in contents) await Outbox.RecordAsync(db, new Parcel(content));
        await db.CommitAsync();
    }

    public async Task ScheduleAsync(params (string Name, DateTimeOffset DueAt)[] alarms)
    {
        await using var db = await Database.BeginAsync();
        var script = new Script();
        foreach (var (name, dueAt) in alarms) Outbox.Schedule(script, "alarm_" + name, new Alarm(name), dueAt);
        await db.RunAsync(script);
        await db.CommitAsync();
    }

    public async Task<List<OutboxRow>> RowsAsync()
    {
        await using var db = Database.Read();
        return await db.GetTable<OutboxRow>().OrderBy(r => r.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gone) return;
        _gone = true;
        await CloseAsync();
        await services.DisposeAsync();
    }
}

/// <summary>A database with an outbox, and the offices that share it.</summary>
internal sealed class Post : IAsyncDisposable
{
    private static readonly Lazy<EmbeddedRedis> SharedRedis = new(() => EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance));

    private readonly ServiceInstances _instances;
    private readonly List<Office> _offices = [];
    private readonly string _prefix = Guid.NewGuid().ToString("N") + ":";

    private Post(ServiceInstances instances) => _instances = instances;

    public TestClock Clock { get; } = new(Cinema.Opening);

    public Deliveries Deliveries { get; } = new();

    public static async Task<Post> OpenAsync(string backing) => new(await ServiceInstances.OpenAsync(backing, async connection =>
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = connection });
        await SchemaMigration.RunAsync(database, CinemaCxModules.Schema);
    }));

    /// <summary>An office that does not deliver before <see cref="Office.OpenAsync"/>.</summary>
    public Office Office(string name = "main")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Redis:ConnectionString"] = _instances.Backing.RedisConnection ?? SharedRedis.Value.ConnectionString,
            ["Redis:KeyPrefix"] = _prefix,
        }).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new Database(new DatabaseOptions { ConnectionString = _instances.Backing.DatabaseConnection }))
            .AddRedis()
            .AddSingleton<EventCatalog>()
            .AddSingleton<Outbox>()
            .AddSingleton(Deliveries)
            .AddSingleton(new OfficeName(name))
            .AddEventHandler<Parcel, Cashier>("tests.cashier")
            .AddEventHandler<Parcel, Usher>("tests.usher")
            .AddEventHandler<Alarm, Sleeper>("tests.sleeper")
            .AddOutboxDispatcher();
        var office = new Office(services.BuildServiceProvider());
        _offices.Add(office);
        return office;
    }

    public Task ArrivesAsync(int count) =>
        Cinema.EventuallyAsync(() => Task.FromResult(Deliveries.All.Count >= count), $"{count} deliveries");

    /// <summary>Long enough for the dispatcher to look several times.</summary>
    public static Task AWhileAsync() => Task.Delay(700);

    public async ValueTask DisposeAsync()
    {
        foreach (var office in _offices) await office.DisposeAsync();
        await _instances.DisposeAsync();
    }
}
