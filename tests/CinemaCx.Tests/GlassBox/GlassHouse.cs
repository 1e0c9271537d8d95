using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.GlassBox;

/// <summary>A house as a newcomer starts it, in an empty folder and with the sample, and a browser in front of its glass box.</summary>
[CollectionDefinition(nameof(GlassHouse))]
public sealed class GlassHouse : IAsyncLifetime, ICollectionFixture<GlassHouse>
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly string _folder = Directory.CreateTempSubdirectory("cinemacx-glass-").FullName;
    private readonly ErrorLog _errors = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public StandaloneHouse House { get; private set; } = null!;

    public string Url => StandaloneHouse.UrlOf(House.GlassBox!);

    public async ValueTask InitializeAsync()
    {
        string[] ports = ["GuestPort", "StaffPort", "WeChatPort", "WeChatPayPort", "WeComPort", "DingTalkPort", "SmsPort", "GlassBoxPort"];
        var values = ports.ToDictionary(p => "Standalone:" + p, string? (_) => "0", StringComparer.Ordinal);
        values["Standalone:DataFolder"] = _folder;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        House = await StandaloneHouse.StartAsync(configuration, TimeProvider.System, logging => logging.AddProvider(_errors).SetMinimumLevel(LogLevel.Warning));
    }

    /// <summary>A browser that knows nothing yet, of that size.</summary>
    public async Task<GlassPage> OpenAsync(int width, int height)
    {
        Assert.SkipUnless(File.Exists(Chromium), "There is no Chromium here.");
        // Builds and other stories share the machine.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ReducedMotion = ReducedMotion.Reduce,
        });
        var page = new GlassPage(await context.NewPageAsync(), Url, width);
        await page.Page.GotoAsync(Url);
        return page;
    }

    /// <summary>A story that fails half-way must not leave the next one with broken platforms.</summary>
    public IAsyncDisposable MendedAfterwards() => new Mending(Url);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        await House.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.Empty(_errors.Entries);
    }

    private sealed class Mending(string url) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            using var http = new HttpClient();
            using var mended = await http.DeleteAsync(url + "/sim/wecom/faults");
        }
    }
}

/// <summary>The page, and everything it should not have done.</summary>
public sealed class GlassPage
{
    private readonly List<string> _wrong = [];
    private readonly int _width;

    public GlassPage(IPage page, string url, int width)
    {
        (Page, _width) = (page, width);
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _wrong.Add("console: " + message.Text);
        };
        page.PageError += (_, error) => _wrong.Add("script: " + error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(url, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) _wrong.Add("outside: " + request.Url);
        };
    }

    public IPage Page { get; }

    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>On a phone the two sides are behind tabs.</summary>
    public async Task TurnToAsync(string side)
    {
        if (_width <= 820) await Page.Locator($"#views [data-view={side}]").ClickAsync();
    }

    /// <summary>Nothing for the accessibility checker to find, nothing wider than the window, and nothing went wrong.</summary>
    public async Task ShouldBeWellAsync(string where)
    {
        var found = await Page.RunAxe();
        Assert.True(found.Violations.Length == 0, where + ": " + string.Join("; ", found.Violations.Select(v => $"{v.Id} {v.Nodes.FirstOrDefault()?.Html}")));
        Assert.Equal(0, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth"));
        ShouldHaveDoneNothingWrong();
    }

    /// <summary>No error, no warning, no request to anywhere else.</summary>
    public void ShouldHaveDoneNothingWrong() => Assert.Empty(_wrong);
}
