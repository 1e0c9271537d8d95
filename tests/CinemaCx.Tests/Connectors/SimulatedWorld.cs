using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CinemaCx.Connectors;
using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Simulators.WeChat;
using CinemaCx.Simulators.WeChatPay;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Our connectors, both simulators, and a door for notifications, on one movable clock.</summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    private const string AppId = "wxd678efh567hg6787";
    private const string V3Secret = "b302fd4719dd26523d555e6fe392b91a";
    private static readonly RSA Merchant = RSA.Create(2048);

    private readonly HttpClient http = new();
    private WebApplication wechat = null!;
    private WebApplication pay = null!;
    private ScriptedPlatform door = null!;
    private ServiceProvider services = null!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 8, 2, 34, 56, TimeSpan.Zero));

    /// <summary>What notifications said that were taken, and the codes of those that were refused.</summary>
    public ConcurrentQueue<PaymentNotification> Told { get; } = new();

    public ConcurrentQueue<string> Refused { get; } = new();

    public IWeChatAccount Account => services.GetRequiredService<IWeChatAccount>();

    public IPaymentGateway Gateway => services.GetRequiredService<IPaymentGateway>();

    public static async Task<SimulatedWorld> StartAsync(PlatformKeyMode keys = PlatformKeyMode.PublicKey, int timeout = 5000)
    {
        var world = new SimulatedWorld();
        world.wechat = WeChatSimulator.Create(new WeChatSimulatorOptions { Url = "http://127.0.0.1:0", AppId = AppId, AppSecret = "secret" }, world.Time);
        await world.wechat.StartAsync();
        var platform = new WeChatPaySimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            AppId = AppId,
            MerchantId = "1900007291",
            MerchantSerialNumber = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
            MerchantPublicKeyPem = Merchant.ExportSubjectPublicKeyInfoPem(),
            ApiV3Key = V3Secret,
            KeyMode = keys,
            PlatformPrivateKeyPem = Vectors.Pem("wechatpay_go_test_key"),
        };
        world.pay = WeChatPaySimulator.Create(platform, world.Time);
        await world.pay.StartAsync();
        world.door = await ScriptedPlatform.StartAsync(world.TakeNotificationAsync);
        var publicKey = keys != PlatformKeyMode.Certificate;
        world.services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(world.Time).AddConnectors(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["WeChat:Endpoint"] = world.wechat.Urls.Single(),
                ["WeChat:AppId"] = AppId,
                ["WeChat:AppSecret"] = "secret",
                ["WeChatPay:Endpoint"] = world.pay.Urls.Single() + "/v3",
                ["WeChatPay:MerchantId"] = platform.MerchantId,
                ["WeChatPay:MerchantV3Secret"] = V3Secret,
                ["WeChatPay:MerchantCertificateSerialNumber"] = platform.MerchantSerialNumber,
                ["WeChatPay:MerchantCertificatePrivateKey"] = Merchant.ExportPkcs8PrivateKeyPem(),
                ["WeChatPay:AppId"] = AppId,
                ["WeChatPay:NotifyUrl"] = world.door.Address + "/callbacks/wechat-pay",
                ["WeChatPay:PlatformAuthScheme"] = publicKey ? "PublicKey" : "Certificate",
                ["WeChatPay:PlatformPublicKeyId"] = publicKey ? platform.PublicKeyId : "",
                ["WeChatPay:PlatformPublicKey"] = publicKey ? platform.PublicKeyPem : "",
                ["WeChatPay:Timeout"] = timeout.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }).Build()).BuildServiceProvider();
        return world;
    }

    /// <summary>Asks a <c>/_sim/</c> hook of the WeChat side.</summary>
    public Task<JsonElement> WeChatAsync(string hook, object wish) => SimAsync(wechat, hook, wish);

    /// <summary>Asks a <c>/_sim/</c> hook of the payment side.</summary>
    public Task<JsonElement> PayAsync(string hook, object wish) => SimAsync(pay, hook, wish);

    /// <summary>Waits, in real time, for what goes on behind the scenes.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        for (var i = 0; i < 250 && !happened(); i++)
            await Task.Delay(20);
        Assert.True(happened(), "it did not happen within five seconds");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await services.DisposeAsync();
        await door.DisposeAsync();
        await pay.DisposeAsync();
        await wechat.DisposeAsync();
    }

    private async Task<JsonElement> SimAsync(WebApplication app, string hook, object wish)
    {
        using var response = await http.PostAsJsonAsync($"{app.Urls.Single()}/_sim/{hook}", wish);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{hook}: {text}");
        return JsonDocument.Parse(text.Length > 0 ? text : "{}").RootElement.Clone();
    }

    private async Task<Answer> TakeNotificationAsync(Received received)
    {
        try
        {
            Told.Enqueue(await Gateway.OpenNotificationAsync(received.Headers, received.Body, default));
            return new Answer(204);
        }
        catch (Refusal refusal)
        {
            Refused.Enqueue(refusal.Code);
            return new Answer(refusal.Status, """{"code":"FAIL","message":"失败"}""");
        }
    }
}
