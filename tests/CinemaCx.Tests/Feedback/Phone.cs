using System.Net;
using System.Text.RegularExpressions;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>A phone's browser without JavaScript: it keeps cookies, fills in forms and follows where it is sent.</summary>
internal sealed partial class Phone(Cinema cinema) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = cinema.Http.BaseAddress,
    };

    private string? _sentTo;

    public async Task<Answer> OpenAsync(string path) => await Answer.ReadAsync(await _http.GetAsync(path));

    /// <summary>Sends the page's form: its hidden id with what she chose.</summary>
    public async Task<Answer> SubmitAsync(Answer page, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent([new("id", IdOf(page)), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        return await PostAsync(ActionOf(page), content);
    }

    public async Task<Answer> PostAsync(string path, HttpContent content)
    {
        using var response = await _http.PostAsync(path, content);
        _sentTo = response.Headers.Location?.ToString();
        return await Answer.ReadAsync(response);
    }

    /// <summary>Goes where the last form sent her.</summary>
    public async Task<Answer> FollowAsync()
    {
        Assert.NotNull(_sentTo);
        return (await OpenAsync(_sentTo)).ShouldBe(200);
    }

    public static string IdOf(Answer page) => Id().Match(page.Text).Groups["id"].Value;

    public static string ActionOf(Answer page) => Action().Match(page.Text).Groups["action"].Value;

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"id\" value=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("method=\"post\" action=\"(?<action>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();
}
