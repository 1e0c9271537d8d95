using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using CinemaCx.Connectors.WeChatPay;
using CinemaCx.Simulators.WeChat;
using CinemaCx.Simulators.WeChatPay;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace CinemaCx.Tests.Crashes;

/// <summary>What goes on when the house's process dies: the platforms with the guests' money, the database, and on servers Redis too.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly ServiceInstances _instances;
    private readonly string _folder = Directory.CreateTempSubdirectory("cinemacx-crash-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });
    private readonly WebApplication _weChat;
    private readonly WebApplication _pay;

    private OutsideWorld(ServiceInstances instances)
    {
        _instances = instances;
        var secrets = HouseSecrets.LoadOrMake(_folder);
        var merchant = new WeChatPaySimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            AppId = HouseSecrets.WeChatAppId,
            MerchantId = HouseSecrets.MerchantId,
            MerchantSerialNumber = HouseSecrets.MerchantSerial,
            MerchantPublicKeyPem = secrets.MerchantPrivateKey,
            ApiV3Key = secrets.MerchantV3Secret,
            PlatformPrivateKeyPem = secrets.PlatformPrivateKey,
        };
        _weChat = WeChatSimulator.Create(
            new WeChatSimulatorOptions { Url = "http://127.0.0.1:0", AppId = HouseSecrets.WeChatAppId, AppSecret = secrets.WeChatAppSecret }, Clock);
        _pay = WeChatPaySimulator.Create(merchant, Clock);
        Connection = _instances.Backing.Name == Backings.Servers
            ? new NpgsqlConnectionStringBuilder(_instances.Backing.DatabaseConnection) { MaxPoolSize = 12 }.ConnectionString
            : _instances.Backing.DatabaseConnection;
        GuestUrl = "http://127.0.0.1:" + FreePorts.Take();
        Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Standalone:DataFolder"] = _folder,
            ["Standalone:GuestPort"] = new Uri(GuestUrl).Port.ToString(CultureInfo.InvariantCulture),
            ["Standalone:StaffPort"] = "0",
            ["Standalone:WeComPort"] = "0",
            ["Standalone:DingTalkPort"] = "0",
            ["Database:ConnectionString"] = Connection,
            // Without servers the house keeps its sessions in its own data folder, and those must survive as well.
            ["Redis:ConnectionString"] = _instances.Backing.RedisConnection,
            ["RateLimits:Enabled"] = "false",
            ["Orders:HoldTime"] = "00:02:00",
            ["WeChat:AppId"] = HouseSecrets.WeChatAppId,
            ["WeChat:AppSecret"] = secrets.WeChatAppSecret,
            ["WeChatPay:AppId"] = merchant.AppId,
            ["WeChatPay:MerchantId"] = merchant.MerchantId,
            ["WeChatPay:MerchantV3Secret"] = merchant.ApiV3Key,
            ["WeChatPay:MerchantCertificateSerialNumber"] = merchant.MerchantSerialNumber,
            ["WeChatPay:MerchantCertificatePrivateKey"] = secrets.MerchantPrivateKey,
            ["WeChatPay:PlatformAuthScheme"] = nameof(PlatformAuthScheme.PublicKey),
            ["WeChatPay:PlatformPublicKeyId"] = merchant.PublicKeyId,
            ["WeChatPay:PlatformPublicKey"] = merchant.PublicKeyPem,
            ["WeChatPay:NotifyUrl"] = GuestUrl + "/callbacks/wechat-pay",
        };
    }

    /// <summary>The platforms' clock: moving it makes them repeat their notifications. The house is on the machine's.</summary>
    public TestClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public string Folder => _folder;

    public string Connection { get; }

    public string GuestUrl { get; }

    public Dictionary<string, string?> Settings { get; }

    public static async Task<OutsideWorld> OpenAsync(string backing)
    {
        var world = new OutsideWorld(await ServiceInstances.OpenAsync(backing));
        await world._weChat.StartAsync();
        await world._pay.StartAsync();
        world.Settings["WeChat:Endpoint"] = StandaloneHouse.UrlOf(world._weChat);
        world.Settings["WeChatPay:Endpoint"] = StandaloneHouse.UrlOf(world._pay) + "/v3";
        return world;
    }

    public async Task<string> LoginCodeAsync(string openId)
    {
        using var answer = await _http.PostAsJsonAsync(StandaloneHouse.UrlOf(_weChat) + "/_sim/login-codes", new { openid = openId });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;
    }

    /// <summary>The guest pays, unless the platform does not take the money any more.</summary>
    public async Task PayAsync(string prepay)
    {
        using var answer = await _http.PostAsJsonAsync($"{StandaloneHouse.UrlOf(_pay)}/_sim/payments/{prepay}/pay", new { });
        if (answer.StatusCode != HttpStatusCode.Conflict) answer.EnsureSuccessStatusCode();
    }

    /// <summary>Every payment the platform knows.</summary>
    public async Task<IReadOnlyList<JsonElement>> PaymentsAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonElement>(StandaloneHouse.UrlOf(_pay) + "/_sim/payments?limit=1000000")).GetProperty("payments").EnumerateArray()];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _pay.StopAsync();
        await _pay.DisposeAsync();
        await _weChat.StopAsync();
        await _weChat.DisposeAsync();
        await _instances.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
