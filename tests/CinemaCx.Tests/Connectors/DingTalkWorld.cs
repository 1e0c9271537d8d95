using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.Platform.Primitives;
using CinemaCx.Simulators.DingTalk;
using CinemaCx.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The staff's DingTalk, our connector, and a staff door for callbacks, on one movable clock.</summary>
internal sealed class DingTalkWorld : IAsyncDisposable, IDingTalkInbox
{
    public const string AppKey = "ding6ccabc44d2c8d38b";
    public const string AppSecret = "app-secret";
    public const string CallbackSecret = "route-secret";
    public const string CorpId = "dingcorp1";
    public const string PushToken = "mryue";
    public const string PushKey = "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7";

    private readonly HttpClient _http = new();
    private WebApplication _sim = null!;
    private WebApplication _door = null!;

    public TestClock Time { get; } = new(new DateTimeOffset(2026, 11, 22, 13, 40, 0, TimeSpan.Zero));

    public LoggedErrors Errors { get; } = new();

    public ConcurrentQueue<DingTalkPress> Presses { get; } = new();

    public ConcurrentQueue<DingTalkText> Texts { get; } = new();

    /// <summary>What a press is answered with.</summary>
    public Func<DingTalkPress, Task<StaffCard?>> OnPress { get; set; } = _ => Task.FromResult<StaffCard?>(null);

    public string Door => _door.Urls.Single();

    public DingTalkChat Chat => _door.Services.GetRequiredService<DingTalkChat>();

    public DingTalkStream Stream => _door.Services.GetRequiredService<DingTalkStream>();

    public static async Task<DingTalkWorld> StartAsync(
        DingTalkCallbackMode mode = DingTalkCallbackMode.Stream, int timeout = 5000, Action<DingTalkSimulatorOptions>? set = null)
    {
        var world = new DingTalkWorld();
        await world.OpenDoorAsync(mode, timeout, set);
        return world;
    }

    public static StaffCard Card(string id = "case_1", string status = "等待受理") => new()
    {
        Id = id,
        Source = "星光影城 · 工单 C123",
        Tone = CardTone.Alarm,
        Title = "3号厅 1星差评",
        Quote = "空调太冷，孩子一直在发抖",
        Status = status,
        Lines = [new CardLine("座位", "F7"), new CardLine("电话", "138****0001", "tel:+8613800000001")],
        Buttons = [new CardButton("note", "备注"), new CardButton("ack:1", "受理", Main: true), new CardButton("coupon:1", "补偿并致歉", Main: true)],
        Choice = new CardChoice("tpl", "补偿方案", [new CardOption("c20", "20元券"), new CardOption("pop", "爆米花券")]),
    };

    public static StaffCard Done(string id = "case_1") =>
        Card(id, "张伟已受理 21:43") with { Tone = CardTone.Working, Buttons = [], Choice = null, Quote = null, Done = "已受理" };

    public async Task<StaffCard?> PressAsync(DingTalkPress press, CancellationToken cancellation)
    {
        Presses.Enqueue(press);
        return await OnPress(press);
    }

    public Task TextAsync(DingTalkText text, CancellationToken cancellation)
    {
        Texts.Enqueue(text);
        return Task.CompletedTask;
    }

    /// <summary>Asks a <c>/_sim/</c> hook; null asks with GET.</summary>
    public async Task<JsonElement> SimAsync(string hook, object? wish = null)
    {
        var address = $"{_sim.Urls.Single()}/_sim/{hook}";
        using var response = wish is null ? await _http.GetAsync(address) : await _http.PostAsJsonAsync(address, wish);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{hook}: {text}");
        return JsonDocument.Parse(text.Length > 0 ? text : "{}").RootElement.Clone();
    }

    public Task<JsonElement> PressAsync(string actionId, string card = "case_1", object? sent = null) =>
        SimAsync("press", new { staffId = "zhang", outTrackId = card, actionId, @params = sent });

    /// <summary>A second instance of the staff door, as far as its connection goes.</summary>
    public async Task<IAsyncDisposable> AnotherBotAsync()
    {
        var stream = ActivatorUtilities.CreateInstance<DingTalkStream>(_door.Services);
        await stream.StartAsync(default);
        await SimulatedWorld.UntilAsync(() => stream.IsConnected);
        return new RunningStream(stream);
    }

    /// <summary>What lies on Zhang's phone, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> PhoneAsync() => [.. (await SimAsync("chats/zhang")).GetProperty("entries").EnumerateArray()];

    /// <summary>A variable of the newest card on Zhang's phone.</summary>
    public async Task<string> SeenAsync(string variable) =>
        (await PhoneAsync()).Last(e => e.GetProperty("kind").GetString() == "card").GetProperty("card").GetProperty("params").GetProperty(variable).GetString()!;

    public async Task<int> CallsAsync(string path) => (await SimAsync("calls?path=" + path)).GetProperty("calls").GetArrayLength();

    /// <summary>A request to the door as anybody could send it.</summary>
    public async Task<(int Status, string Body)> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Door + path) { Content = new StringContent(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _door.DisposeAsync();
        await _sim.DisposeAsync();
    }

    private async Task OpenDoorAsync(DingTalkCallbackMode mode, int timeout, Action<DingTalkSimulatorOptions>? set)
    {
        // Platform and door must know each other before either listens, so the door takes its port beforehand.
        var builder = WebApplication.CreateSlimBuilder();
        var options = new DingTalkSimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            AppKey = AppKey,
            AppSecret = AppSecret,
            CorpId = CorpId,
            CardTemplateId = "tpl.schema",
            PushToken = PushToken,
            PushEncodingAESKey = PushKey,
            CallsPerSecond = 0,
            DrainTime = TimeSpan.FromMilliseconds(500),
            Members = { new DingTalkMember("zhang", "张伟"), new DingTalkMember("li", "李雷") },
        };
        var port = FreePorts.Take();
        options.EventUrl = $"http://127.0.0.1:{port}/event";
        if (mode == DingTalkCallbackMode.Http)
            (options.MessageMode, options.MessageUrl) = (DingTalkMessageMode.Http, $"http://127.0.0.1:{port}/message");
        set?.Invoke(options);
        _sim = DingTalkSimulator.Create(options, Time);
        await _sim.StartAsync();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DingTalk:Endpoint"] = _sim.Urls.Single(),
            ["DingTalk:LegacyEndpoint"] = _sim.Urls.Single(),
            ["DingTalk:AppKey"] = AppKey,
            ["DingTalk:AppSecret"] = AppSecret,
            ["DingTalk:CorpId"] = CorpId,
            ["DingTalk:CardTemplateId"] = "tpl.schema",
            ["DingTalk:CallbackMode"] = mode.ToString(),
            ["DingTalk:CallbackRouteKey"] = "cases",
            ["DingTalk:CallbackUrl"] = $"http://127.0.0.1:{port}/card",
            ["DingTalk:CallbackSecret"] = CallbackSecret,
            ["DingTalk:PushToken"] = PushToken,
            ["DingTalk:PushEncodingAESKey"] = PushKey,
            ["DingTalk:Timeout"] = timeout.ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.ClearProviders().AddProvider(Errors);
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton<IDingTalkInbox>(this)
            .AddDingTalk(builder.Configuration).AddDingTalkInbox(builder.Configuration);
        _door = builder.Build();
        _door.Urls.Add($"http://127.0.0.1:{port}");
        MapCallbacks(_door);
        await _door.StartAsync();
        if (mode == DingTalkCallbackMode.Stream)
            await SimulatedWorld.UntilAsync(() => Stream.IsConnected);
        else
            for (var i = 0; await CallsAsync("/v1.0/card/callbacks/register") == 0 && i < 250; i++)
                await Task.Delay(20);
    }

    private static void MapCallbacks(WebApplication door)
    {
        var callbacks = door.Services.GetRequiredService<DingTalkCallbacks>();
        void Map(string path, Func<HttpRequest, ReadOnlyMemory<byte>, Task<byte[]>> answer) => door.MapPost(path, async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            try
            {
                return Results.Bytes(await answer(context.Request, body.ToArray()), "application/json");
            }
            catch (Refusal refusal)
            {
                return Results.Text(refusal.Code, statusCode: refusal.Status);
            }
        });
        Map("/card", (request, body) => callbacks.CardAsync(request.Headers, body));
        Map("/message", (request, body) => callbacks.MessageAsync(request.Headers, body));
        Map("/event", (request, body) => Task.FromResult(callbacks.Event(request.Query, body)));
    }

    private sealed class RunningStream(DingTalkStream stream) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stream.StopAsync(default);
            stream.Dispose();
        }
    }
}
