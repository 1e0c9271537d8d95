using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>
/// A whole house for one story: both doors and the simulated platforms over real HTTP, on a database of its own that holds the sample programme as of
/// <see cref="Opening"/>, with a clock that can be moved. Closing it fails the test when an error was logged that the story did not expect.
/// </summary>
public sealed class Cinema : IAsyncDisposable
{
    /// <summary>Sunday 22 November 2026, 10:00 in China: the sample week begins the day before.</summary>
    public static readonly DateTimeOffset Opening = new(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(8));

    /// <summary>WeChat Pay takes no call whose signature is older.</summary>
    private static readonly TimeSpan StaleSignature = TimeSpan.FromMinutes(4);

    private static readonly Lazy<EmbeddedRedis> SharedRedis = new(() => EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance));
    private static readonly Lazy<string> Secrets = new(MakeSecrets);

    private readonly ServiceInstances _services;
    private readonly string _folder;
    private readonly ErrorLog _errors;
    private bool _errorsExpected;
    private bool _leapt;

    private Cinema(ServiceInstances services, StandaloneHouse house, TestClock clock, string folder, ErrorLog errors)
    {
        (_services, House, Clock, _folder, _errors) = (services, house, clock, folder, errors);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { BaseAddress = new Uri(StandaloneHouse.UrlOf(house.Guest)) };
    }

    public StandaloneHouse House { get; }

    public TestClock Clock { get; }

    /// <summary>Without a session, at the guest door.</summary>
    public HttpClient Http { get; }

    public string StaffUrl => StandaloneHouse.UrlOf(House.Staff);

    public string PayUrl => StandaloneHouse.UrlOf(House.WeChatPay!);

    public string WeChatUrl => StandaloneHouse.UrlOf(House.WeChat!);

    public Database Database => Service<Database>();

    /// <param name="backing">One of <see cref="Backings"/>.</param>
    /// <param name="settings">What this story sets differently, as configuration keys. Rate limits are off unless it turns them on.</param>
    public static async Task<Cinema> OpenAsync(string backing, params (string Key, string? Value)[] settings)
    {
        var services = await ServiceInstances.OpenAsync(backing, PrepareAsync, "sample");
        var folder = Directory.CreateTempSubdirectory("cinemacx-test-").FullName;
        File.Copy(Secrets.Value, Path.Combine(folder, "secrets.json"));
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Standalone:DataFolder"] = folder,
            ["Standalone:GuestPort"] = "0",
            ["Standalone:StaffPort"] = "0",
            ["Standalone:WeChatPort"] = "0",
            ["Standalone:WeChatPayPort"] = "0",
            ["Standalone:WeComPort"] = "0",
            ["Standalone:DingTalkPort"] = "0",
            ["Standalone:SmsPort"] = "0",
            ["Standalone:GlassBoxPort"] = "0",
            // As in a house that has none of these, unless a story is about how guests are reached.
            ["Standalone:ServiceAccount"] = "false",
            ["Standalone:Sms"] = "false",
            ["Standalone:Push"] = "false",
            ["Database:ConnectionString"] = services.Backing.DatabaseConnection,
            // Many builds and stories share this machine; that Redis is slow must not look like Redis being away.
            ["Redis:ConnectionString"] = (services.Backing.RedisConnection ?? SharedRedis.Value.ConnectionString) + ",syncTimeout=10000",
            ["Redis:KeyPrefix"] = Path.GetFileName(folder) + ":",
            ["RateLimits:Enabled"] = "false",
            // A morning that passes in a story brings no report unless it is about reports.
            ["Reports:Enabled"] = "false",
        };
        foreach (var (key, value) in settings) values[key] = value;
        var clock = new TestClock(Opening);
        var errors = new ErrorLog();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var house = await StandaloneHouse.StartAsync(configuration, clock, logging => logging.AddProvider(errors).SetMinimumLevel(LogLevel.Warning));
        return new Cinema(services, house, clock, folder, errors);
    }

    public void FastForward(TimeSpan by)
    {
        _leapt |= by > StaleSignature;
        Clock.FastForward(by);
    }

    /// <summary>This story makes something go wrong that operators must hear of.</summary>
    public void ExpectErrors() => _errorsExpected = true;

    public IReadOnlyCollection<string> Errors => _errors.Entries;

    public T Service<T>()
        where T : notnull => House.Staff.Services.GetRequiredService<T>();

    /// <summary>A guest who just signed in through the simulated WeChat.</summary>
    public async Task<Guest> GuestAsync(string? openId = null)
    {
        var code = await SimAsync(WeChatUrl, "login-codes", new { openid = openId ?? "o" + Guid.NewGuid().ToString("N")[..27] });
        var signedIn = await Answer.ReadAsync(await Http.PostAsJsonAsync("/api/v1/sessions", new { code = code.GetProperty("code").GetString() }));
        return new Guest(this, signedIn.ShouldBe(201).Body.GetProperty("token").GetString()!);
    }

    public async Task<Guest[]> GuestsAsync(int count)
    {
        var guests = new Guest[count];
        await Parallel.ForAsync(0, count, async (i, _) => guests[i] = await GuestAsync());
        return guests;
    }

    /// <summary>A showtime that begins in the given time or a little later, in the hall with the most seats unless another is named.</summary>
    /// <param name="from">From now; default a little over a day.</param>
    public async Task<Showing> ShowingAsync(TimeSpan? from = null, string? hall = null)
    {
        var earliest = Clock.GetUtcNow() + (from ?? TimeSpan.FromHours(25));
        await using var db = Database.Read();
        var ids = await (
            from showtime in db.GetTable<ShowtimeRow>()
            where showtime.StartsAt >= earliest && showtime.CancelledAt == null
            orderby showtime.StartsAt
            select showtime.Id).Take(60).ToListAsync();
        var showings = new List<Showing>();
        foreach (var id in ids) showings.Add((await Service<ShowtimeCatalog>().FindAsync(id, CancellationToken.None))!);
        return hall is null
            ? showings.OrderByDescending(s => s.Plan.Count).First()
            : showings.First(s => s.Hall.Name.Contains(hall, StringComparison.Ordinal));
    }

    /// <summary>Calls a hook of a simulator.</summary>
    public async Task<JsonElement> SimAsync(string simulator, string hook, object? body = null)
    {
        using var response = await Http.PostAsJsonAsync($"{simulator}/_sim/{hook}", body ?? new { });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{hook}: {response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The guest's phone pays at the simulated platform.</summary>
    public Task<JsonElement> PayAsync(string prepayOrPaymentId, object? how = null) => SimAsync(PayUrl, $"payments/{prepayOrPaymentId}/pay", how);

    public async Task<(string Token, StaffMember Member)> StaffAsync(StaffRole role, string? cinemaId = null)
    {
        var (employee, token) = await Service<StaffTokens>().CreateAsync("测试员工", role, cinemaId, CancellationToken.None);
        return (token, new StaffMember(employee.Id, employee.Name, role, cinemaId));
    }

    /// <summary>Somebody of the staff posts to the staff door.</summary>
    public async Task<Answer> StaffPostAsync(string? token, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, StaffUrl + path) { Content = JsonContent.Create(body ?? new { }) };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Answer.ReadAsync(await Http.SendAsync(request));
    }

    /// <summary>Waits in real time for something that happens by itself.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> happened, string what, double seconds = 20)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds, $"it did not happen within {seconds} s: {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>Every rule of the books must hold.</summary>
    public async Task BooksShouldBalanceAsync()
    {
        var findings = await Service<Audit>().RunAsync(CancellationToken.None);
        Assert.True(findings.Count >= 10);
        Assert.Empty(findings.Where(f => f.Offenders.Count > 0).Select(f => $"{f.Rule}: {string.Join(", ", f.Offenders.Take(5))}"));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await House.DisposeAsync();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        // A call that is under way while a story leaps over minutes arrives with a signature that is minutes old, as no call of a real evening does.
        var unexpected = _errors.Entries.Where(e => !_leapt || !e.Contains(" SIGN_ERROR ", StringComparison.Ordinal)).ToList();
        Assert.True(_errorsExpected || unexpected.Count == 0, string.Join('\n', unexpected));
    }

    private static async Task PrepareAsync(string connection)
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = connection });
        await SchemaMigration.RunAsync(database, CinemaCxModules.Schema);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Standalone:DataFolder"] = Path.GetDirectoryName(Secrets.Value),
            ["Database:ConnectionString"] = connection,
        };
        await using var door = StandaloneHouse.BuildForVerbs(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build(), new TestClock(Opening), logging => logging.ClearProviders());
        var report = await door.Services.GetRequiredService<LoadSample>().RunAsync(CancellationToken.None);
        Assert.True(report!.Applied);
    }

    /// <summary>Keys take a while to make; every house of a run may use the same.</summary>
    private static string MakeSecrets()
    {
        var folder = Directory.CreateTempSubdirectory("cinemacx-test-secrets-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        HouseSecrets.LoadOrMake(folder);
        return Path.Combine(folder, "secrets.json");
    }
}
