using System.Globalization;
using System.Net.Http.Json;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Standalone;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CinemaCx.Bench;

/// <summary>
/// How soon something of the insight board stands on a phone that is four times slower than this machine, behind a line of 400 kbit/s, with nothing kept from
/// an earlier visit. The house is the Standalone with its sample and some answers, in this process; the browser is Debian's Chromium.
/// </summary>
internal static class PaintBench
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Answers = 60;
    private const int Paints = 5;
    private const double DueMs = 1_500;

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException($"there is no browser at {Chromium}");
        var folder = Directory.CreateTempSubdirectory("cinemacx-paint-").FullName;
        try
        {
            string[] ports = ["Guest", "Staff", "WeChat", "WeChatPay", "WeCom", "DingTalk", "Sms", "GlassBox"];
            var values = ports.ToDictionary(p => $"Standalone:{p}Port", _ => (string?)"0", StringComparer.Ordinal);
            values["Standalone:DataFolder"] = folder;
            values["RateLimits:Enabled"] = "false";
            await using var house = await StandaloneHouse.StartAsync(
                new ConfigurationBuilder().AddInMemoryCollection(values).Build(), TimeProvider.System, logging => logging.SetMinimumLevel(LogLevel.Error));
            await AnswerAsync(house);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = ["--no-sandbox", "--disable-gpu"] });
            foreach (var (name, path) in new[] { ("board", "/console/insight"), ("today", "/console") })
            {
                var paints = new List<double>();
                for (var i = 0; i < options.Repeats * Paints; i++) paints.Add(await PaintAsync(browser, StandaloneHouse.UrlOf(house.Staff), path));
                var median = Table.Median(paints);
                table.Add(
                    $"first paint of {name}, slow phone", Table.Ms(median), Table.Ms(paints.Max()) + " (worst)", "400 kbit/s, a quarter of the speed", "",
                    name == "board" ? string.Create(CultureInfo.InvariantCulture, $"<= {DueMs:N0} ms") : "", name == "board" ? median <= DueMs : null);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AnswerAsync(StandaloneHouse house)
    {
        using var http = new HttpClient { BaseAddress = new Uri(StandaloneHouse.UrlOf(house.Guest)) };
        await using var db = house.Guest.Services.GetRequiredService<Database>().Read();
        var codes = await db.GetTable<TouchpointRow>().OrderBy(t => t.Id).Select(t => t.Code).ToListAsync();
        for (var i = 0; i < Answers; i++)
        {
            var answer = new { id = "ans" + Guid.NewGuid().ToString("N"), touchpoint = codes[i % codes.Count], device = Guid.NewGuid().ToString("N"), stars = 1 + (i % 5), nps = i % 11 };
            using var response = await http.PostAsJsonAsync("/api/v1/feedback", answer);
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        }
    }

    private static async Task<double> PaintAsync(IBrowser browser, string home, string path)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = home, ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/console/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "赵宏" }).ClickAsync();
        await page.WaitForURLAsync("**/console");
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("Network.enable");
        await devices.SendAsync("Network.clearBrowserCache");
        await devices.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = 400_000 / 8, ["uploadThroughput"] = 400_000 / 8 });
        await devices.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load, Timeout = 60_000 });
        // A page may be loaded before it is painted.
        return await page.EvaluateAsync<double>("""
            () => new Promise(painted => new PerformanceObserver(seen => {
                const first = seen.getEntriesByName('first-contentful-paint')[0];
                if (first) painted(first.startTime);
            }).observe({ type: 'paint', buffered: true }))
            """);
    }
}
