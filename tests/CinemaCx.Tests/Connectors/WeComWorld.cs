using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Platform.Primitives;
using CinemaCx.Simulators.WeCom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Our WeCom connector, the simulated company, and a door for its callbacks, on one movable clock.</summary>
internal sealed class WeComWorld : IAsyncDisposable
{
    public const string Key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
    public const string CorpId = "wx5823bf96d3bd56c7";

    private readonly HttpClient http = new();
    private WebApplication simulator = null!;
    private ScriptedPlatform door = null!;
    private ServiceProvider services = null!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 8, 13, 40, 0, TimeSpan.Zero));

    /// <summary>What the door heard, in order.</summary>
    public List<WeComMessage> Heard { get; } = [];

    public List<string> Refused { get; } = [];

    /// <summary>What the door answers directly; empty says nothing.</summary>
    public Func<WeComMessage, string> Reply { get; set; } = _ => "";

    public IStaffChat Chat => services.GetRequiredService<IStaffChat>();

    public WeComCallbacks Callbacks => services.GetRequiredService<WeComCallbacks>();

    public WechatWorkClient Client => services.GetRequiredService<WechatWorkClient>();

    public WeComTokens Tokens => services.GetRequiredService<WeComTokens>();

    public static async Task<WeComWorld> OpenAsync(int timeout = 5000, bool withDoor = true)
    {
        var world = new WeComWorld();
        world.door = await ScriptedPlatform.StartAsync(received => Task.FromResult(world.Answer(received)));
        var company = new WeComSimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            CorpId = CorpId,
            AgentSecret = "agent-secret",
            PushToken = "QDG6eK",
            PushEncodingAESKey = Key,
            CallbackUrl = withDoor ? world.door.Address + "/wecom" : null,
        };
        company.Members.Add(new WeComMember("wang", "王值班"));
        company.Members.Add(new WeComMember("li", "李工程"));
        company.Members.Add(new WeComMember("gone", "赵离职", Visible: false));
        world.simulator = WeComSimulator.Create(company, world.Time);
        await world.simulator.StartAsync();
        world.services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(world.Time).AddWeCom(
            new ConfigurationBuilder().AddInMemoryCollection(Settings(world.simulator.Urls.Single() + "/cgi-bin", timeout)).Build()).BuildServiceProvider();
        return world;
    }

    public static Dictionary<string, string?> Settings(string endpoint, int timeout = 5000) => new(StringComparer.Ordinal)
    {
        ["WeCom:Endpoint"] = endpoint,
        ["WeCom:CorpId"] = CorpId,
        ["WeCom:AgentId"] = "1000002",
        ["WeCom:AgentSecret"] = "agent-secret",
        ["WeCom:PushToken"] = "QDG6eK",
        ["WeCom:PushEncodingAESKey"] = Key,
        ["WeCom:Timeout"] = timeout.ToString(CultureInfo.InvariantCulture),
    };

    public static StaffCard Card(string id = "alt_1") => new()
    {
        Id = id,
        Source = "万象影城 · C123",
        Tone = CardTone.Alarm,
        Title = "★☆☆☆☆ 3号厅太冷了",
        Subtitle = "21:40 场 · 片名",
        Quote = "空调一直对着吹，孩子都冻哭了😢　希望改进",
        Status = "21:40 等待受理",
        Lines = [new CardLine("座位", "7排8座"), new CardLine("手机", "138****0001", "https://staff.example.com/call/1")],
        Buttons =
        [
            new CardButton("ack:C123", "受理", Main: true), new CardButton("comp:C123", "补偿并致歉", Main: true),
            new CardButton("assign:C123", "转派"), new CardButton("note:C123", "备注"), new CardButton("close:C123", "关闭"),
        ],
        Choice = new CardChoice("coupon", "补偿", [new CardOption("cp20", "20元券"), new CardOption("cp40", "观影券")]),
        Link = "https://staff.example.com/cases/C123",
    };

    /// <summary>A member's phone as it shows now.</summary>
    public Task<JsonElement> PhoneAsync(string userId) => http.GetFromJsonAsync<JsonElement>($"{simulator.Urls.Single()}/_sim/chats/{userId}?limit=1000");

    public async Task<IReadOnlyList<JsonElement>> ShownAsync(string userId) => [.. (await PhoneAsync(userId)).GetProperty("items").EnumerateArray()];

    public Task<JsonElement> FaultAsync(object fault) => SimAsync("faults", fault);

    public async Task<int> CallsAsync(string path) =>
        (await http.GetFromJsonAsync<JsonElement>($"{simulator.Urls.Single()}/_sim/calls?path=/cgi-bin/{path}&limit=2000")).GetProperty("calls").GetArrayLength();

    /// <summary>Asks a <c>/_sim/</c> hook.</summary>
    public async Task<JsonElement> SimAsync(string hook, object wish)
    {
        using var response = await http.PostAsJsonAsync($"{simulator.Urls.Single()}/_sim/{hook}", wish);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{hook}: {text}");
        return JsonDocument.Parse(text.Length > 0 ? text : "{}").RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await services.DisposeAsync();
        await simulator.DisposeAsync();
        await door.DisposeAsync();
    }

    private Answer Answer(Received received)
    {
        var query = QueryHelpers.ParseQuery(received.Target[received.Target.IndexOf('?', StringComparison.Ordinal)..]);
        var stamp = new WeComQuery(query["msg_signature"], query["timestamp"], query["nonce"]);
        try
        {
            if (received.Method == "GET") return new Answer(200, Callbacks.Echo(stamp, query["echostr"]));
            var message = Callbacks.Open(stamp, received.Text);
            lock (Heard) Heard.Add(message);
            return new Answer(200, Reply(message));
        }
        catch (Refusal refusal)
        {
            lock (Refused) Refused.Add(refusal.Code);
            return new Answer(refusal.Status);
        }
    }
}
