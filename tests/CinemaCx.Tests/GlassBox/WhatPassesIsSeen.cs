using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CinemaCx.Standalone;
using CinemaCx.Standalone.GlassBox;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CinemaCx.Tests.GlassBox;

/// <summary>The address behind the page: what it passes on, what it shows of it, and to whom.</summary>
[Collection(nameof(GlassHouse))]
public sealed partial class WhatPassesIsSeen(GlassHouse house)
{
    [Fact]
    public async Task Calls_of_anybody_at_the_doors_and_to_the_platforms_pass_before_the_eyes()
    {
        using var box = Box();
        await using var live = await LiveAsync(box);

        Assert.Equal(
            await box.GetStringAsync(StandaloneHouse.UrlOf(house.House.Guest) + "/api/v1/cinemas"),
            await box.GetStringAsync("/guest/cinemas"));
        Assert.Equal(2, (await live.UntilAsync(c => c is { Where: "guest", Method: "GET", Path: "/api/v1/cinemas", Status: 200 }, 2)).Count);

        using var session = await SignInAsync(box);
        Assert.Equal(HttpStatusCode.Created, session.StatusCode);
        var login = Assert.Single(await live.UntilAsync(IsLogin, 1));
        Assert.Equal(("wechat", "GET", 200, null), (login.Where, login.Method, login.Status, login.Fault));
        Assert.DoesNotContain("?", login.Path, StringComparison.Ordinal);

        using var refused = await box.PostAsJsonAsync("/guest/orders", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Single(await live.UntilAsync(c => c is { Method: "POST", Path: "/api/v1/orders", Status: 401 }, 1));
    }

    [Fact]
    public async Task A_fault_switched_on_is_named_on_the_call_it_hits()
    {
        using var box = Box();
        await using var live = await LiveAsync(box);
        using var armed = await box.PostAsJsonAsync("/sim/wechat/faults", new { path = "/sns/jscode2session", kind = "errcode", errcode = 40029 });
        Assert.True(armed.IsSuccessStatusCode);
        using var refused = await SignInAsync(box);

        Assert.False(refused.IsSuccessStatusCode);
        var hit = (await live.UntilAsync(IsLogin, 1))[0];
        Assert.Equal(("errcode", "40029"), (hit.Fault, hit.Error));
    }

    [Fact]
    public async Task Only_this_machine_and_only_its_own_page_may_press_anything()
    {
        using var box = Box();
        Assert.Equal("127.0.0.1", box.BaseAddress!.Host);

        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(box, "/", r => r.Headers.Host = "rebound.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(box, "/world", r => r.Headers.Add("Origin", "https://elsewhere.example")));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(box, "/world", r => r.Headers.Add("Origin", box.BaseAddress.GetLeftPart(UriPartial.Authority))));
        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(box, "/sim/elsewhere/calls"));
        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(box, "/guest/..%2F..%2Fhealth%2Fready"));
        Assert.DoesNotContain(house.House.UsherToken!, await box.GetStringAsync("/world"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_all_here_and_asks_nobody_outside()
    {
        using var box = Box();
        using var page = await box.GetAsync("/");
        var html = await page.Content.ReadAsStringAsync();
        Assert.StartsWith("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var files = Asset().Matches(html).Select(m => m.Groups["file"].Value).ToList();
        Assert.True(files.Count >= 8, html);
        foreach (var file in files)
        {
            var text = await box.GetStringAsync(file);
            Assert.DoesNotContain("://", text, StringComparison.Ordinal);
            Assert.DoesNotContain("innerHTML", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("WeChat:AppId")]
    [InlineData("WeChatPay:MerchantId")]
    [InlineData("WeCom:CorpId")]
    [InlineData("DingTalk:AppKey")]
    [InlineData("Sms:SecretId")]
    public void Where_one_credential_is_real_there_is_no_glass_box(string key)
    {
        Assert.NotNull(GlassBoxTaps.Of(Settings(), TimeProvider.System));
        Assert.Null(GlassBoxTaps.Of(Settings((key, "real")), TimeProvider.System));
    }

    [Fact]
    public async Task An_open_page_does_not_hold_up_the_closing_house()
    {
        var cinema = await Cinema.OpenAsync(Backings.Embedded);
        using var box = new HttpClient { BaseAddress = new Uri(StandaloneHouse.UrlOf(cinema.House.GlassBox!)) };
        await using var live = await LiveAsync(box);
        var began = TimeProvider.System.GetTimestamp();
        await cinema.DisposeAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(8));
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, string? (s) => s.Value, StringComparer.Ordinal)).Build();

    private HttpClient Box() => new() { BaseAddress = new Uri(house.Url) };

    private static bool IsLogin(PassedCall call) => call.Path.EndsWith("/jscode2session", StringComparison.Ordinal);

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient box)
    {
        using var issued = await box.PostAsJsonAsync("/sim/wechat/login-codes", new { });
        var code = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
        return await box.PostAsJsonAsync("/guest/sessions", new { code });
    }

    [GeneratedRegex("(src|href)=\"(?<file>/[a-z]+\\.(js|css))\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asset();

    private static async Task<HttpStatusCode> AnswerAsync(HttpClient box, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        using var answer = await box.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<LiveStream> LiveAsync(HttpClient box) => new(new StreamReader(await box.GetStreamAsync("/live")));

    /// <summary>Reads the events as a browser does.</summary>
    private sealed class LiveStream(StreamReader reader) : IAsyncDisposable
    {
        // What others did before is shown too.
        private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow();
        private readonly List<PassedCall> _seen = [];

        public async Task<IReadOnlyList<PassedCall>> UntilAsync(Func<PassedCall, bool> wanted, int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (_seen.Count(wanted) < count)
            {
                var line = await reader.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException();
                if (line.StartsWith("data: ", StringComparison.Ordinal)) _seen.AddRange(JsonSerializer.Deserialize<List<PassedCall>>(line["data: ".Length..], JsonSerializerOptions.Web)!.Where(c => c.At >= _began));
            }

            return [.. _seen.Where(wanted)];
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
