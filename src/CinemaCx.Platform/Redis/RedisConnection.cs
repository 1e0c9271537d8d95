using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace CinemaCx.Platform.Redis;

/// <summary>
/// The process's one connection to Redis, opened by its first use. While Redis is away every call fails within
/// microseconds; a probe beside the calls finds out when it is back, so nothing has to be restarted and no guest pays
/// for the finding out.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private const int TimeoutsUntilAway = 3;
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(250);
    private static readonly string[] Unable = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "OOM", "NOREPLICAS"];

    private readonly ConfigurationOptions _configuration;
    private readonly string _prefix;
    private readonly ILogger<RedisConnection> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task<Link>? _connecting;
    private volatile Link? _link;
    private volatile bool _away;
    private int _timeouts;

    /// <exception cref="ArgumentException">The connection string is missing or cannot be read.</exception>
    public RedisConnection(IOptions<RedisOptions> options, ILogger<RedisConnection> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Value.ConnectionString))
            throw new ArgumentException("The connection string Redis:ConnectionString is missing.", nameof(options));
        _configuration = ConfigurationOptions.Parse(options.Value.ConnectionString);
        _configuration.Defaults = new RedisDefaults();
        _prefix = options.Value.KeyPrefix;
        _logger = logger;
    }

    /// <summary>False while Redis is known to be away. True before the first use: nothing is known yet.</summary>
    public bool IsAvailable => !_away;

    /// <summary>Redis answers again after having been away. Raised on a thread of the pool; handlers must not block.</summary>
    public event EventHandler? Recovered;

    /// <summary>The database, all keys under the prefix. Prefer <see cref="RunAsync{T}"/>, which also translates errors.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public IDatabase Database => Linked().Database;

    /// <summary>Publishing and subscribing; channels are <em>not</em> prefixed, see <see cref="Channel"/>.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public ISubscriber Subscriber => Linked().Multiplexer.GetSubscriber();

    /// <summary>The channel of that name under the prefix; channels know no databases, so the database's number is part of it.</summary>
    public RedisChannel Channel(string name) => RedisChannel.Literal($"{_prefix}{_configuration.DefaultDatabase ?? 0}:{name}");

    /// <summary>Asks the server for a sign of life; answers with the time it took.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public Task<TimeSpan> PingAsync(CancellationToken cancellation = default) =>
        RunAsync(static database => database.PingAsync()).WaitAsync(cancellation);

    /// <inheritdoc cref="RunAsync{TState,T}"/>
    public Task<T> RunAsync<T>(Func<IDatabase, Task<T>> work) => RunAsync(work, static (database, work) => work(database));

    /// <inheritdoc cref="RunAsync{TState,T}"/>
    public Task RunAsync(Func<IDatabase, Task> work) => RunAsync(work, static async (database, work) =>
    {
        await work(database);
        return true;
    });

    /// <summary>The one way to speak to Redis: every sign of its absence becomes the same exception, at once while it is away.</summary>
    /// <param name="state">Handed to <paramref name="work"/>, so that hot paths need no closure.</param>
    /// <param name="work">Commands on the database. They are not repeated.</param>
    /// <exception cref="RedisUnavailableException">Redis is away, or went away meanwhile.</exception>
    public async Task<T> RunAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ThrowIfAway();
        try
        {
            var database = (_link ?? await ConnectAsync()).Database;
            var result = await work(database, state);
            if (_timeouts != 0) _timeouts = 0;
            return result;
        }
        catch (Exception error) when (MeansAway(error))
        {
            Failed(error);
            throw new RedisUnavailableException("Redis does not answer.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<Link>? opened;
        lock (_gate) opened = _connecting;
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        if (opened is not null && await opened.ContinueWith(static task => task.IsCompletedSuccessfully, TaskScheduler.Default))
            await (await opened).Multiplexer.DisposeAsync();
        _stopping.Dispose();
    }

    private static bool MeansAway(Exception error) => error switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        // A server that answers, but only that it cannot work now (https://redis.io/docs/latest/develop/reference/protocol-spec/).
        RedisServerException server => Array.Exists(Unable, word => server.Message.StartsWith(word, StringComparison.Ordinal)),
        _ => false,
    };

    private void ThrowIfAway()
    {
        if (_away) throw new RedisUnavailableException("Redis is away.");
    }

    private Link Linked()
    {
        ThrowIfAway();
        return _link ?? ConnectAsync().GetAwaiter().GetResult();
    }

    private Task<Link> ConnectAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true }) _connecting = OpenAsync();
            return _connecting;
        }
    }

    private async Task<Link> OpenAsync()
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(_configuration);
        multiplexer.ConnectionFailed += (_, failure) =>
        {
            if (failure.ConnectionType == ConnectionType.Interactive && !multiplexer.IsConnected) GoneAway(failure.Exception);
        };
        var database = multiplexer.GetDatabase();
        return _link = new Link(multiplexer, _prefix.Length == 0 ? database : database.WithKeyPrefix(_prefix));
    }

    private void Failed(Exception error)
    {
        // A server that refuses does so at once: there is nothing to spare the callers.
        if (error is RedisServerException) return;
        // One late answer on a busy machine is no outage; several in a row with no answer between them are.
        if (error is RedisTimeoutException && Interlocked.Increment(ref _timeouts) < TimeoutsUntilAway) return;
        GoneAway(error);
    }

    private void GoneAway(Exception? error)
    {
        lock (_gate)
        {
            if (_away || _stopping.IsCancellationRequested) return;
            _away = true;
        }

        // Where in the client it was noticed helps nobody; what the network said does.
        _logger.LogWarning("Redis is away: {Reason}", error?.GetBaseException().Message ?? "connection lost");
        _ = ProbeAsync(_stopping.Token);
    }

    private async Task ProbeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(ProbeEvery, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested) return;
            try
            {
                var opened = await ConnectAsync();
                if (!opened.Multiplexer.IsConnected) continue;
                await opened.Database.PingAsync();
                break;
            }
            catch (Exception error) when (MeansAway(error) || error is ObjectDisposedException)
            {
                // Still away; the next turn asks again, or ends if the process is stopping.
            }
        }

        _timeouts = 0;
        _away = false;
        _logger.LogInformation("Redis is back.");
        Recovered?.Invoke(this, EventArgs.Empty);
    }

    private sealed record Link(ConnectionMultiplexer Multiplexer, IDatabase Database);
}
