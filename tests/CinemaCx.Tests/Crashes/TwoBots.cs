using System.Globalization;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Standalone;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>A staff door that runs as a program of its own, with its own lines to the platforms.</summary>
internal sealed class Bot(string name, HouseLines lines, Func<Bot, Child> start) : IAsyncDisposable
{
    private Child? _program;

    public string Name => name;

    public HouseLines Lines => lines;

    public int Port { get; } = FreePorts.Take();

    public void Start() => _program = start(this);

    public Task KillAsync() => _program!.SignalAsync("KILL");

    public Task FreezeAsync() => _program!.SignalAsync("STOP");

    public Task ThawAsync() => _program!.SignalAsync("CONT");

    public async Task StartAgainAsync()
    {
        await StopAsync();
        Start();
        await TwoBots.ReadyAsync(Port, () => _program!.Out + _program.Error);
    }

    public async Task StopAsync()
    {
        if (_program is not null) await _program.DisposeAsync();
        _program = null;
    }

    public Task ReadyAsync() => TwoBots.ReadyAsync(Port, () => _program!.Out + _program.Error);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await lines.DisposeAsync();
    }
}

/// <summary>A guest door and two staff doors as programs of their own on one PostgreSQL and one Redis.</summary>
internal sealed class TwoBots : IAsyncDisposable
{
    private static readonly TimeSpan OpensWithin = TimeSpan.FromMinutes(2);
    private readonly OutsideWorld _world;
    private readonly Reckoning _reckoning;
    private readonly int _guestPort = FreePorts.Take();
    private readonly string _databaseOptions;
    private Child? _guestDoor;

    private TwoBots(OutsideWorld world, StaffPlatforms platforms, string databaseOptions)
    {
        (_world, Platforms, _databaseOptions) = (world, platforms, databaseOptions);
        _reckoning = new Reckoning(world);
        Ledger = new AlertLedger(_reckoning.Services);
        Complaints = new Complaints(Url(_guestPort), []);
    }

    public StaffPlatforms Platforms { get; }

    public AlertLedger Ledger { get; }

    public Complaints Complaints { get; }

    public IReadOnlyList<Bot> Bots { get; private set; } = [];

    public IReadOnlyList<Exit> Exits { get; private set; } = [];

    public string Database => _world.Connection;

    public List<CarriedCard> Carried => [.. Bots.SelectMany(b => b.Lines.Carried)];

    /// <param name="databaseOptions">Added to the bots' connection string.</param>
    public static async Task<TwoBots> OpenAsync(string databaseOptions = "")
    {
        var world = await OutsideWorld.OpenAsync(Backings.Servers);
        var platforms = await StaffPlatforms.OpenAsync();
        var both = new TwoBots(world, platforms, databaseOptions);
        await both.PrepareAsync();
        both._guestDoor = both.Start("CinemaCx.MiniProgramApi", both._guestPort, new Dictionary<string, string?>(world.Settings, StringComparer.OrdinalIgnoreCase));
        both.Bots = [new Bot("one", await platforms.LayLinesAsync(), both.Start), new Bot("two", await platforms.LayLinesAsync(), both.Start)];
        foreach (var bot in both.Bots) bot.Start();
        await ReadyAsync(both._guestPort, () => both._guestDoor.Out + both._guestDoor.Error);
        foreach (var bot in both.Bots)
        {
            await bot.ReadyAsync();
            await both.WarmAsync(bot);
        }

        return both;
    }

    /// <summary>Guests go on complaining until this one has sent a card: what follows measures no first time.</summary>
    public async Task WarmAsync(Bot bot)
    {
        var before = bot.Lines.Carried.Count();
        await Cinema.EventuallyAsync(
            async () =>
            {
                foreach (var cinema in new[] { 0, 1 }) await Complaints.GiveAsync(Complaints.Hurt(ExitOf(cinema)));
                await Task.Delay(60);
                return bot.Lines.Carried.Count() > before;
            },
            "a bot takes its share",
            seconds: 60);
        await Ledger.SettleAsync(30);
    }

    public Exit ExitOf(int cinema) => Exits.First(e => e.Cinema == cinema);

    public Bot Other(Bot bot) => Bots.Single(b => b != bot);

    /// <summary>Somebody complains, and one of the bots is caught over the card.</summary>
    public async Task<(Bot Worker, HeldCall Held, Complaint Complaint)> CatchAsync(int cinema, bool answered)
    {
        var held = Bots.Select(b => b.Lines.Of(cinema).HoldNext(answered)).ToList();
        var complaint = await Complaints.GiveAsync(Complaints.Hurt(ExitOf(cinema)));
        var reached = await Task.WhenAny(held.Select(h => h.Reached)).WaitAsync(TimeSpan.FromSeconds(30));
        var worker = held.FindIndex(h => h.Reached == reached);
        Bots[1 - worker].Lines.Of(cinema).HoldNoMore();
        return (Bots[worker], held[worker], complaint);
    }

    /// <summary>How long it took from then until the first card of this answer's case was with its platform.</summary>
    public async Task<TimeSpan> WaitAsync(Complaint complaint, long since)
    {
        CarriedCard? first = null;
        await Cinema.EventuallyAsync(
            async () =>
            {
                if (await Ledger.MessagesOfAsync(complaint) is not [{ } message, ..]) return false;
                first = Carried.Where(c => c.Id == message.Id).MinBy(c => c.At);
                return first is not null;
            },
            "the card of a new answer");
        return TimeProvider.System.GetElapsedTime(since, first!.At);
    }

    /// <summary>The bot that has the numbers of new cases locked and waits for a table within the same transaction; null while none does.</summary>
    public async Task<Bot?> WhoOpensACaseAsync(string andWaitsFor)
    {
        var name = await AskAsync(
            """
            SELECT a.application_name FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
            WHERE l.relation = 'cases'::regclass AND l.mode = 'RowExclusiveLock' AND l.granted AND a.wait_event_type = 'Lock' AND a.query LIKE '%' || $1 || '%' LIMIT 1
            """,
            andWaitsFor);
        return Bots.SingleOrDefault(b => b.Name == name);
    }

    public async Task<bool> IsIdleInATransactionAsync(Bot bot) => await AskAsync(
        "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 AND state = 'idle in transaction' LIMIT 1", bot.Name) is not null;

    public async Task ShouldAgreeAsync()
    {
        await Ledger.SettleAsync(30);
        Assert.Empty(Complaints.Errors);
        await Ledger.CasesShouldAgreeAsync(Complaints.Taken);
        await Ledger.PhonesShouldAgreeAsync(Complaints.Taken, await Platforms.LookAsync(), Carried);
        await _reckoning.BooksShouldBalanceAsync("at the end");
    }

    public static async Task ReadyAsync(int port, Func<string> said)
    {
        using var http = new HttpClient();
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http, port))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < OpensWithin, "a door does not open: " + said());
            await Task.Delay(50);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, int port)
    {
        try
        {
            using var answer = await http.GetAsync(Url(port) + "/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bot in Bots) await bot.DisposeAsync();
        if (_guestDoor is not null) await _guestDoor.DisposeAsync();
        Complaints.Dispose();
        await _reckoning.DisposeAsync();
        await Platforms.DisposeAsync();
        await _world.DisposeAsync();
    }

    private static string Url(int port) => "http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture);

    private async Task<string?> AskAsync(string sql, string parameter)
    {
        await using var connection = new NpgsqlConnection(_world.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue(parameter);
        return await command.ExecuteScalarAsync() as string;
    }

    private async Task PrepareAsync()
    {
        var services = _reckoning.Services;
        await SchemaMigration.RunAsync(services.GetRequiredService<Database>(), CinemaCxModules.Schema);
        Assert.True((await services.GetRequiredService<LoadSample>().RunAsync(CancellationToken.None))!.Applied);
        await services.GetRequiredService<SampleStaff>().EnsureAsync(CancellationToken.None);
        await services.GetRequiredService<SampleTouchpoints>().EnsureAsync(CancellationToken.None);
        await services.GetRequiredService<SampleCoupons>().EnsureAsync(CancellationToken.None);
        Exits = await Ledger.PrepareAsync();
    }

    private Child Start(Bot bot)
    {
        var settings = new Dictionary<string, string?>(_world.Settings, StringComparer.OrdinalIgnoreCase);
        Platforms.Tell(settings, bot.Lines);
        // A call that is held here is meant to end when it is let go, not before.
        settings["WeCom:Timeout"] = settings["DingTalk:Timeout"] = "20000";
        settings["Database:ConnectionString"] += $";Application Name={bot.Name}{_databaseOptions}";
        return Start("CinemaCx.WecomBot", bot.Port, settings);
    }

    private Child Start(string door, int port, Dictionary<string, string?> settings)
    {
        settings["PersonalData:Key"] = HouseSecrets.LoadOrMake(_world.Folder).PersonalDataKey;
        settings["Logging:LogLevel:Default"] = "Warning";
        settings["URLS"] = Url(port);
        return Child.Start(door, _world.Folder, [], [.. settings
            .Where(s => s.Value is not null && !s.Key.StartsWith("Standalone:", StringComparison.OrdinalIgnoreCase))
            .Select(s => (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!))]);
    }
}
