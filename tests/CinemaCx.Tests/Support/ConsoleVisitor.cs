using System.Net;
using System.Text.RegularExpressions;
using CinemaCx.Console.SignIn;
using CinemaCx.Staff;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>What the console answered.</summary>
/// <param name="To">Where it leads; null when it does not.</param>
public sealed record ConsoleAnswer(int Status, string Html, string? To, HttpResponseMessage Response)
{
    public ConsoleAnswer ShouldBe(int status)
    {
        Assert.True(Status == status, $"expected {status}, was {Status} {To}: {Words}");
        return this;
    }

    /// <summary>The page without its tags.</summary>
    public string Words => WebUtility.HtmlDecode(Regex.Replace(Html, "<(?<n>script|style)[^>]*>.*?</\\k<n>>|<[^>]+>", " ", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)));

    public ConsoleAnswer ShouldSay(string words)
    {
        Assert.Contains(words, Words, StringComparison.Ordinal);
        return this;
    }

    public ConsoleAnswer ShouldNotSay(string words)
    {
        Assert.DoesNotContain(words, Words, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>Somebody at the console with a browser that has no JavaScript: pages and forms over HTTP, cookies kept, redirects seen.</summary>
public sealed class ConsoleVisitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly CookieContainer _cookies = new();
    private readonly Cinema _cinema;

    public ConsoleVisitor(Cinema cinema)
    {
        _cinema = cinema;
        var handler = new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = new Uri(cinema.StaffUrl) };
    }

    public IReadOnlyList<Cookie> Cookies => [.. _cookies.GetAllCookies().Cast<Cookie>()];

    /// <summary>Somebody of the sample, signed in.</summary>
    /// <param name="person">Her id in the chats: <c>lijing</c>.</param>
    public static async Task<ConsoleVisitor> SignedInAsync(Cinema cinema, string person)
    {
        var visitor = new ConsoleVisitor(cinema);
        var member = await cinema.Service<StaffDirectory>().FindAsync("wecom", person, CancellationToken.None);
        Assert.NotNull(member);
        await visitor.SignInAsync(member.EmployeeId);
        return visitor;
    }

    public async Task SignInAsync(string employeeId)
    {
        (await GetAsync("/console/sign-in")).ShouldBe(200);
        var answer = (await PostAsync("/console/sign-in/sample", "/console/sign-in", ("employee", employeeId))).ShouldBe(302);
        Assert.Equal("/console", answer.To);
    }

    /// <summary>Signed in as anybody, not only as one of the sample: as if a platform had said who she is.</summary>
    public async Task EnterAsync(string employeeId)
    {
        var token = await _cinema.Service<ConsoleSessions>().BeginAsync(employeeId, "wecom");
        _cookies.Add(_http.BaseAddress!, new Cookie(ConsoleCookies.Session, token, "/console"));
    }

    public async Task<ConsoleAnswer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await ReadAsync(await _http.SendAsync(request));
    }

    public Task<byte[]> BytesAsync(string path) => _http.GetByteArrayAsync(path);

    /// <summary>Sends a form of a page; its token is taken from the page.</summary>
    /// <param name="page">Where the form stands.</param>
    public async Task<ConsoleAnswer> PostAsync(string path, string page, params (string Name, string Value)[] fields)
    {
        var html = (await GetAsync(page)).Html;
        var token = TokenOf(html);
        var form = Regex.Match(html, $"action=\"{Regex.Escape(WebUtility.HtmlEncode(path))}\".*?name=\"_form\" value=\"(?<form>[^\"]*)\"", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["form"].Value;
        return await PostRawAsync(path, [("_token", token), ("_form", form), ("_page", page), .. fields]);
    }

    public async Task<ConsoleAnswer> PostRawAsync(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await ReadAsync(await _http.PostAsync(path, content));
    }

    /// <summary>What the forms of a page carry.</summary>
    public static string TokenOf(string html) =>
        Regex.Match(html, "name=\"_token\" value=\"(?<token>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["token"].Value;

    public void Dispose() => _http.Dispose();

    private static async Task<ConsoleAnswer> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString, response);
}
