using CinemaCx.Connectors.WeChatPay;
using CinemaCx.Console.SignIn;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Messages;
using CinemaCx.MiniProgramApi;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Reports;
using CinemaCx.Showtimes;
using CinemaCx.Simulators.DingTalk;
using CinemaCx.Simulators.Sms;
using CinemaCx.Simulators.WeChat;
using CinemaCx.Simulators.WeChatPay;
using CinemaCx.Simulators.WeCom;
using CinemaCx.Staff;
using CinemaCx.Standalone.GlassBox;
using CinemaCx.WecomBot;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging.Abstractions;

namespace CinemaCx.Standalone;

/// <summary>
/// The whole house in one process: both doors as they run by themselves, an embedded database file and Redis-protocol server where no connection string is
/// set, and a simulator for each platform without a credential.
/// </summary>
public sealed class StandaloneHouse : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];
    private readonly StandaloneOptions _options;
    private readonly string _folder;
    private readonly DoorPort _guestPort;
    private readonly DoorPort _staffPort;
    private HouseSecrets _secrets;
    private EmbeddedRedis? _redis;
    private GlassBoxTaps? _taps;
    private SimulatedReach? _reach;

    private StandaloneHouse(IConfiguration configuration)
    {
        _options = configuration.GetSection(StandaloneOptions.Section).Get<StandaloneOptions>() ?? new StandaloneOptions();
        _options.Check();
        _folder = Path.GetFullPath(_options.DataFolder);
        // The platforms are told where to bring their news before the doors are open, so free ports are taken now.
        _guestPort = DoorPort.Of(_options.Listen, _options.GuestPort);
        _staffPort = DoorPort.Of(_options.Listen, _options.StaffPort);
        Directory.CreateDirectory(_folder);
        _secrets = HouseSecrets.LoadOrMake(_folder);
    }

    /// <summary>The guest door.</summary>
    public WebApplication Guest { get; private set; } = null!;

    /// <summary>The staff door.</summary>
    public WebApplication Staff { get; private set; } = null!;

    /// <summary>The WeChat simulator; null when real credentials are set.</summary>
    public WebApplication? WeChat { get; private set; }

    /// <summary>The WeChat Pay simulator; null when real credentials are set.</summary>
    public WebApplication? WeChatPay { get; private set; }

    /// <summary>The WeCom simulator; null when real credentials are set.</summary>
    public WebApplication? WeCom { get; private set; }

    /// <summary>The DingTalk simulator; null when real credentials are set.</summary>
    public WebApplication? DingTalk { get; private set; }

    /// <summary>The SMS simulator; null when real credentials are set, or WeChat's are.</summary>
    public WebApplication? Sms { get; private set; }

    /// <summary>The page on which all of it can be tried; null unless every platform is simulated.</summary>
    public WebApplication? GlassBox { get; private set; }

    /// <summary>The survey behind the QR code at a hall of the sample; null when the programme is not the sample.</summary>
    public string? SurveyUrl { get; private set; }

    /// <summary>Token of the sample's usher; null when the programme is not the sample.</summary>
    public string? UsherToken => _secrets.UsherToken;

    /// <param name="configuration">What the owner set: files, environment, command line.</param>
    /// <param name="time">Every clock in the house.</param>
    /// <param name="logging">How all programs of the house log.</param>
    public static async Task<StandaloneHouse> StartAsync(IConfiguration configuration, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        var house = new StandaloneHouse(configuration);
        try
        {
            await house.OpenAsync(configuration, time, logging);
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>The staff door's services without anything listening: for the operator's verbs.</summary>
    public static WebApplication BuildForVerbs(IConfiguration configuration, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        var house = new StandaloneHouse(configuration);
        house.LetPortsGo();
        var settings = house.Settings(configuration);
        settings.TryAdd("Redis:ConnectionString", "127.0.0.1:1");
        settings.TryAdd("WeChat:Endpoint", "http://127.0.0.1:1");
        settings.TryAdd("WeChatPay:Endpoint", "http://127.0.0.1:1/v3");
        return BuildDoor(configuration, settings, time, logging, port: null, b => b.AddStaffDoor(), a => a.MapStaffDoor());
    }

    public static string UrlOf(WebApplication app) => app.Urls.First();

    /// <summary>Waits for Ctrl+C or SIGTERM.</summary>
    public Task WaitForShutdownAsync() => Guest.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        // Doors first: they finish what they are doing while the platforms and Redis still answer.
        foreach (var app in _apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        LetPortsGo();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    /// <summary>Those no door took over.</summary>
    private void LetPortsGo()
    {
        _guestPort.Dispose();
        _staffPort.Dispose();
    }

    private async Task OpenAsync(IConfiguration configuration, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        var settings = Settings(configuration);
        _taps = GlassBoxTaps.Of(configuration, time);
        if (string.IsNullOrEmpty(configuration["Redis:ConnectionString"]))
        {
            _redis = EmbeddedRedis.Start(_options.RedisPort, Path.Combine(_folder, "redis"), NullLoggerFactory.Instance);
            settings["Redis:ConnectionString"] = _redis.ConnectionString;
        }

        if (string.IsNullOrEmpty(configuration["Feedback:PublicUrl"])) settings["Feedback:PublicUrl"] = _guestPort.Url;
        if (string.IsNullOrEmpty(configuration["SelfTest:GuestUrl"])) settings["SelfTest:GuestUrl"] = Loopback(_guestPort.Number);
        if (string.IsNullOrEmpty(configuration["WeChat:AppId"])) await StartWeChatAsync(configuration, settings, time);
        if (string.IsNullOrEmpty(configuration["WeChatPay:MerchantId"])) settings["WeChatPay:Endpoint"] = await StartWeChatPayAsync(time) + "/v3";
        await StartChatsAsync(configuration, settings, time);

        Guest = BuildDoor(configuration, settings, time, logging, _guestPort, b => b.AddGuestDoor(), a => Tapped(a, Place.Guest).MapGuestDoor());
        Staff = BuildDoor(configuration, settings, time, logging, _staffPort, AddStaffDoor, a => Tapped(a, Place.Staff).MapStaffDoor());
        _apps.InsertRange(0, [Guest, Staff]);
        // The staff door delivers for both: under one roof nothing has to be looked for.
        Guest.Services.GetRequiredService<Outbox>().HandTo(Staff.Services.GetRequiredService<Outbox>());
        await SchemaMigration.RunAsync(Guest.Services.GetRequiredService<Database>(), CinemaCxModules.Schema);
        if (_options.Sample) await LoadSampleAsync();
        await EnsureSampleAsync();
        await Guest.StartAsync();
        await Staff.StartAsync();
        if (_taps is null) return;
        GlassBox = _taps.Build(Loopback(_options.GlassBoxPort), Loopback(_guestPort.Number), Loopback(_staffPort.Number), () => _secrets.UsherToken, Following());
        _apps.Insert(0, GlassBox);
        await GlassBox.StartAsync();
    }

    private WebApplication Tapped(WebApplication door, string place)
    {
        _taps?.Door(door, place);
        return door;
    }

    private async Task StartPlatformAsync(WebApplication platform, string place)
    {
        _taps?.Platform(platform, place);
        _apps.Add(platform);
        await platform.StartAsync();
    }

    private void AddStaffDoor(WebApplicationBuilder builder)
    {
        builder.AddStaffDoor();
        if (WeCom is not null && DingTalk is not null) builder.Services.AddSingleton<ISamplePeople, SamplePeople>();
    }

    private async Task LoadSampleAsync()
    {
        var sample = Guest.Services.GetRequiredService<LoadSample>();
        var report = await sample.RunAsync(CancellationToken.None);
        if (report is null)
        {
            if (_secrets.UsherToken is not null) await sample.ContinueAsync(CancellationToken.None);
            return;
        }

        if (!report.Applied) throw new InvalidOperationException("The sample programme was refused: " + string.Join("; ", report.Refused));
        var (_, token) = await Guest.Services.GetRequiredService<StaffTokens>().CreateAsync("示例检票员", StaffRole.DutyManager, cinemaId: null, CancellationToken.None);
        _secrets = _secrets with { UsherToken = token };
        _secrets.Save(_folder);
    }

    /// <summary>What the sample has learnt since: it is added to a house that was begun before.</summary>
    private async Task EnsureSampleAsync()
    {
        if (!_options.Sample || _secrets.UsherToken is null) return;
        await Staff.Services.GetRequiredService<SampleStaff>().EnsureAsync(CancellationToken.None);
        await Staff.Services.GetRequiredService<SampleTouchpoints>().EnsureAsync(CancellationToken.None);
        await Staff.Services.GetRequiredService<SampleCoupons>().EnsureAsync(CancellationToken.None);
        await Staff.Services.GetRequiredService<SampleMessages>().EnsureAsync(CancellationToken.None);
        await using var db = Staff.Services.GetRequiredService<Database>().Read();
        var code = await db.GetTable<TouchpointRow>().Where(t => t.Kind == TouchpointKind.HallExit).OrderBy(t => t.Id).Select(t => t.Code).FirstOrDefaultAsync();
        SurveyUrl = code is null ? null : $"{_guestPort.Url}/s/{code}";
    }

    private async Task StartChatsAsync(IConfiguration configuration, Dictionary<string, string?> settings, TimeProvider time)
    {
        var chats = new SimulatedChats(_secrets.WeChatAppSecret);
        if (string.IsNullOrEmpty(configuration["WeCom:CorpId"]))
        {
            WeCom = WeComSimulator.Create(chats.WeCom(Loopback(_options.WeComPort), Loopback(_staffPort.Number)), time);
            await StartPlatformAsync(WeCom, Place.WeCom);
        }

        if (string.IsNullOrEmpty(configuration["DingTalk:AppKey"]))
        {
            DingTalk = DingTalkSimulator.Create(chats.DingTalk(Loopback(_options.DingTalkPort)), time);
            await StartPlatformAsync(DingTalk, Place.DingTalk);
        }

        chats.Tell(settings, WeCom is null ? null : UrlOf(WeCom), DingTalk is null ? null : UrlOf(DingTalk));
    }

    /// <summary>The guests' platform, and beside it what else leads to simulated guests: the service account, and SMS.</summary>
    private async Task StartWeChatAsync(IConfiguration configuration, Dictionary<string, string?> settings, TimeProvider time)
    {
        _reach = new SimulatedReach(_secrets.WeChatAppSecret);
        var options = new WeChatSimulatorOptions { Url = Loopback(_options.WeChatPort), AppId = HouseSecrets.WeChatAppId, AppSecret = _secrets.WeChatAppSecret };
        foreach (var (id, keys) in SampleMessages.SubscribeTemplates) options.MessageTemplates.Add(new WeChatMessageTemplate(options.AppId, id, keys));
        var hasServiceAccount = _options.ServiceAccount && string.IsNullOrEmpty(configuration["ServiceAccount:AppId"]);
        if (hasServiceAccount) _reach.Join(options);
        if (_options.Push) _reach.Push(options, settings, Loopback(_guestPort.Number), hasServiceAccount);
        WeChat = WeChatSimulator.Create(options, time);
        await StartPlatformAsync(WeChat, Place.WeChat);
        settings["WeChat:Endpoint"] = UrlOf(WeChat);
        if (hasServiceAccount) _reach.Tell(settings, UrlOf(WeChat));
        if (!_options.Sms || !string.IsNullOrEmpty(configuration["Sms:SecretId"])) return;
        Sms = SmsSimulator.Create(_reach.Sms(Loopback(_options.SmsPort)), time);
        await StartPlatformAsync(Sms, Place.Sms);
        _reach.TellSms(settings, UrlOf(Sms));
    }

    /// <summary>How a guest of the glass box follows the service account; null where none is played.</summary>
    private Follow? Following() => Staff.Services.GetServices<IGuestChannel>().Any(c => c.Channel == MessageChannel.ServiceAccount)
        ? new Follow(Staff.Services.GetRequiredService<Database>(), Staff.Services.GetRequiredService<KeepContacts>())
        : null;

    private async Task<string> StartWeChatPayAsync(TimeProvider time)
    {
        WeChatPay = WeChatPaySimulator.Create(SimulatedMerchant(Loopback(_options.WeChatPayPort)), time);
        await StartPlatformAsync(WeChatPay, Place.WeChatPay);
        return UrlOf(WeChatPay);
    }

    private WeChatPaySimulatorOptions SimulatedMerchant(string url) => new()
    {
        Url = url,
        AppId = HouseSecrets.WeChatAppId,
        MerchantId = HouseSecrets.MerchantId,
        MerchantSerialNumber = HouseSecrets.MerchantSerial,
        MerchantPublicKeyPem = _secrets.MerchantPrivateKey,
        ApiV3Key = _secrets.MerchantV3Secret,
        PlatformPrivateKeyPem = _secrets.PlatformPrivateKey,
    };

    /// <summary>What the owner did not set.</summary>
    private Dictionary<string, string?> Settings(IConfiguration configuration)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (string.IsNullOrEmpty(configuration["Database:ConnectionString"])) settings["Database:ConnectionString"] = "Data Source=" + HouseSettings.DatabaseIn(_folder);
        if (string.IsNullOrEmpty(configuration["PersonalData:Key"])) settings["PersonalData:Key"] = _secrets.PersonalDataKey;
        if (string.IsNullOrEmpty(configuration["Console:PublicUrl"])) settings[ConsoleAddress.OwnAddress] = $"http://{(_options.Listen is "0.0.0.0" or "*" or "[::]" ? "127.0.0.1" : _options.Listen)}:{_staffPort.Number}";
        // The sample is walked through at any hour, so its doors let guests in at any hour before the show.
        if (_options.Sample && string.IsNullOrEmpty(configuration["WeChat:AppId"]) && string.IsNullOrEmpty(configuration["Tickets:EntryOpensBefore"])) settings["Tickets:EntryOpensBefore"] = "7.00:00:00";
        if (string.IsNullOrEmpty(configuration["WeChat:AppId"]))
        {
            settings["WeChat:AppId"] = HouseSecrets.WeChatAppId;
            settings["WeChat:AppSecret"] = _secrets.WeChatAppSecret;
        }

        if (string.IsNullOrEmpty(configuration["WeChatPay:MerchantId"]))
        {
            var merchant = SimulatedMerchant("");
            settings["WeChatPay:AppId"] = merchant.AppId;
            settings["WeChatPay:MerchantId"] = merchant.MerchantId;
            settings["WeChatPay:MerchantV3Secret"] = merchant.ApiV3Key;
            settings["WeChatPay:MerchantCertificateSerialNumber"] = merchant.MerchantSerialNumber;
            settings["WeChatPay:MerchantCertificatePrivateKey"] = _secrets.MerchantPrivateKey;
            settings["WeChatPay:PlatformAuthScheme"] = nameof(PlatformAuthScheme.PublicKey);
            settings["WeChatPay:PlatformPublicKeyId"] = merchant.PublicKeyId;
            settings["WeChatPay:PlatformPublicKey"] = merchant.PublicKeyPem;
            settings["WeChatPay:NotifyUrl"] = $"http://127.0.0.1:{_guestPort.Number}/callbacks/wechat-pay";
        }

        return settings;
    }

    private static WebApplication BuildDoor(
        IConfiguration configuration,
        Dictionary<string, string?> settings,
        TimeProvider time,
        Action<ILoggingBuilder> logging,
        DoorPort? port,
        Action<WebApplicationBuilder> add,
        Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration).AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        logging(builder.Logging);
        builder.Services.AddSingleton(time);
        port?.Give(builder);
        add(builder);
        var app = builder.Build();
        map(app);
        return app;
    }

    private static string Loopback(int port) => $"http://127.0.0.1:{port}";
}
