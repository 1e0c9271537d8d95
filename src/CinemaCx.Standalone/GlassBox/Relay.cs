using System.Net.Http.Headers;
using System.Text.Json;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>
/// Passes what the page asks on to the guest door, the staff door's entry and the simulators' hooks, so that a browser deals with one address. Where
/// things go is fixed; the browser only names which of them.
/// </summary>
internal sealed class Relay(GlassBoxWorld world, HttpClient http, CallBook book)
{
    private static readonly string[] Taken = ["Authorization", "Idempotency-Key", "If-None-Match"];
    private static readonly string[] GivenBack = ["ETag", "Retry-After", "Cache-Control"];

    /// <summary>The guest door's API, as a phone would call it.</summary>
    public Task GuestAsync(HttpContext context, string rest) => PassAsync(context, $"{world.GuestUrl}/api/v1/{Escape(rest)}", token: null);

    /// <summary>What an usher's scanner sends; the page never sees her token.</summary>
    public Task EnterAsync(HttpContext context)
    {
        if (world.UsherToken() is { } token) return PassAsync(context, world.StaffUrl + "/api/v1/entries", token);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>A hook of a simulated platform.</summary>
    public Task PlatformAsync(HttpContext context, string place, string rest)
    {
        if (world.Platforms.TryGetValue(place, out var platform)) return PassAsync(context, $"{platform}/_sim/{Escape(rest)}", token: null, place == Place.DingTalk ? rest : null);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Whether a guest follows the service account, and where her messages of it are found; PUT with <c>?yes=</c> changes it, at the platform and for the house.</summary>
    public async Task FollowAsync(HttpContext context, string openId)
    {
        var stop = context.RequestAborted;
        if (world.Follow is not { } follow || await follow.UnionIdAsync(openId, stop) is not { } unionId)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var address = Follow.OpenIdOf(unionId);
        if (HttpMethods.IsPut(context.Request.Method))
        {
            var follows = context.Request.Query["yes"] == "true";
            using var told = await http.PostAsJsonAsync(
                world.Platforms[Place.WeChat] + "/_sim/followers", new { AppId = SimulatedReach.ServiceAccountId, Openid = address, Unionid = unionId, Follows = follows }, JsonSerializerOptions.Web, stop);
            told.EnsureSuccessStatusCode();
            await follow.TellAsync(unionId, follows, stop);
        }

        await context.Response.WriteAsJsonAsync(
            new { Openid = address, AppId = SimulatedReach.ServiceAccountId, Follows = await follow.FollowsAsync(unionId, stop) }, JsonSerializerOptions.Web, stop);
    }

    private async Task PassAsync(HttpContext context, string target, string? token, string? streamHook = null)
    {
        var asked = context.Request;
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), target + asked.QueryString.ToUriComponent());
        if (asked.ContentLength is > 0 || asked.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(asked.Body);
            if (asked.ContentType is { } type) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var name in Taken)
            if (asked.Headers.TryGetValue(name, out var value)) request.Headers.TryAddWithoutValidation(name, value.ToString());
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await http.SendAsync(request, context.RequestAborted);
            await AnswerAsync(context, answer, streamHook);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, string? streamHook)
    {
        var given = context.Response;
        given.StatusCode = (int)answer.StatusCode;
        foreach (var name in GivenBack)
            if (answer.Headers.TryGetValues(name, out var values)) given.Headers[name] = values.ToArray();
        if (answer.Content.Headers.ContentType is { } type) given.ContentType = type.ToString();
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (streamHook is "press" or "type" && answer.IsSuccessStatusCode) Told(streamHook, body);
        if (body.Length > 0) await given.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>DingTalk tells presses and words over the connection the house opened: no door sees them, so the book learns of them here.</summary>
    private void Told(string hook, byte[] body)
    {
        var told = JsonSerializer.Deserialize<StreamNews>(body, JsonSerializerOptions.Web);
        if (told is { Via: "stream" })
            book.Add(Place.Staff, "STREAM", hook == "press" ? "/v1.0/card/instances/callback" : "/v1.0/im/bot/messages/get", told.Failure is null ? 200 : 0, told.ElapsedMs);
    }

    private static string Escape(string rest) => string.Join('/', rest.Split('/').Select(Uri.EscapeDataString));

    private sealed record StreamNews(string? Via, double ElapsedMs, string? Failure);
}
