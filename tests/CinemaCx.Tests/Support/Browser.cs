using CinemaCx.Standalone;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>One Chromium for the whole run, Debian's; every story has a context of its own.</summary>
public static class Browser
{
    /// <summary>Where Debian and Ubuntu put it; another place is named by <c>CINEMACX_TEST_CHROMIUM</c>.</summary>
    private static readonly string Executable = Environment.GetEnvironmentVariable("CINEMACX_TEST_CHROMIUM") ?? "/usr/bin/chromium";

    private static readonly Lazy<Task<IBrowser>> Running = new(LaunchAsync);

    public static readonly ViewportSize Desk = new() { Width = 1440, Height = 900 };

    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    /// <summary>A window that notes what a page does wrong. The test is skipped where there is no Chromium, unless everything is demanded.</summary>
    /// <param name="home">Relative addresses begin here; requests to anywhere else are noted.</param>
    public static async Task<Window> OpenAsync(string home, ViewportSize size, bool javaScript = true)
    {
        Assert.SkipUnless(File.Exists(Executable) || Environment.GetEnvironmentVariable("CINEMACX_TEST_DEMAND_ALL") == "1", $"there is no browser at {Executable}");
        var browser = await Running.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = home,
            ViewportSize = size,
            JavaScriptEnabled = javaScript,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ReducedMotion = ReducedMotion.Reduce,
            IsMobile = size.Width < 600,
            HasTouch = size.Width < 600,
        });
        context.SetDefaultTimeout(15_000);
        var page = await context.NewPageAsync();
        return new Window(context, page, new Uri(home));
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}

/// <summary>A browser window of one person.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];

    internal Window(IBrowserContext context, IPage page, Uri home)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // Of every answer that is not well the browser says the same words; which of them are faults is said below.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) Note($"console: {message.Text}");
        };
        page.Response += (_, response) =>
        {
            // A page that answers a refused form has the refusal's status.
            if (response.Status >= 400 && response.Request.ResourceType != "document") Note($"{response.Request.Url}: {response.Status}");
        };
        page.RequestFailed += (_, request) =>
        {
            if (request.Failure != "net::ERR_ABORTED") Note($"{request.Url}: {request.Failure}");
        };
        page.PageError += (_, error) => Note($"script: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && new Uri(request.Url).Authority != home.Authority) Note($"outside request: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>What the pages did wrong so far: errors in the console, requests to elsewhere.</summary>
    public IReadOnlyList<string> Faults
    {
        get { lock (_faults) return [.. _faults]; }
    }

    /// <summary>Signs in as somebody of the sample, as a person would.</summary>
    /// <param name="name">As the button says: 李静.</param>
    public async Task SignInAsync(string name)
    {
        await Page.GotoAsync("/console/sign-in");
        await Page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Page.WaitForURLAsync("**/console", new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = 60_000 });
    }

    /// <summary>The page as it stands: no finding of axe, nothing that sticks out sideways, no error, no request to elsewhere. Needs JavaScript.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public async Task<IReadOnlyList<string>> InspectAsync()
    {
        var wrong = new List<string>();
        var (wide, room) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await Page.EvaluateAsync<int>("document.documentElement.clientWidth"));
        if (wide > room) wrong.Add($"scrolls sideways: {wide} in {room}, {await Page.EvaluateAsync<string>(Widest)}");
        var axe = await Page.RunAxe();
        wrong.AddRange(axe.Violations.Select(v => $"axe {v.Id}: {v.Help} at {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Target))}"));
        wrong.AddRange(Faults);
        lock (_faults) _faults.Clear();
        return wrong;
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(string fault)
    {
        lock (_faults) _faults.Add(fault);
    }

    private const string Widest = """
        (() => { const room = document.documentElement.clientWidth;
          return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 1).slice(-3).map(e => e.tagName + '.' + e.className).join(', '); })()
        """;
}
