using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CinemaCx.Standalone;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Tests.Crashes;

/// <summary>A card that was carried to a platform.</summary>
/// <param name="Id">As the house named it.</param>
/// <param name="Name">What the platform called the message; null when it recognised the id and said nothing more.</param>
/// <param name="At">When the platform had it, by <see cref="TimeProvider.GetTimestamp"/> of the system.</param>
internal sealed record CarriedCard(string Id, string? Name, long At);

/// <summary>A call that does not get through for a while.</summary>
/// <param name="Answered">The platform has done what it was asked and only its answer is held back; otherwise the platform knows nothing of it yet.</param>
internal sealed class HeldCall(bool answered)
{
    private readonly TaskCompletionSource<string> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Answered => answered;

    /// <summary>The card's id, once it is held.</summary>
    public Task<string> Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    /// <returns>False when the caller died over it.</returns>
    public async Task<bool> WaitAsync(string card, CancellationToken callerGone)
    {
        _reached.TrySetResult(card);
        await _released.Task.WaitAsync(callerGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !callerGone.IsCancellationRequested;
    }
}

/// <summary>
/// The line between one house and one chat platform. It writes down the cards it carries, is as slow as told, and can hold one call back so that somebody
/// dies or freezes at exactly that point.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private static readonly string[] Sends = ["/cgi-bin/message/send", "/v1.0/card/instances/createAndDeliver"];
    private static readonly string[] OfTheHop = ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade"];

    // Of all lines together: what one spoils must not look like what another spoilt.
    private static int s_spoilt;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 128 });
    private readonly ConcurrentQueue<CarriedCard> _carried = new();
    private readonly string _platform;
    private readonly WebApplication _app;
    private HeldCall? _next;

    private Wire(string platform)
    {
        _platform = platform;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(CarryAsync);
    }

    public string Url => StandaloneHouse.UrlOf(_app);

    /// <summary>Every delivery of a card that the platform has heard of, repetitions too.</summary>
    public IReadOnlyCollection<CarriedCard> Carried => _carried;

    /// <summary>Each call and each answer takes up to so long.</summary>
    public int MostLagMs { get; set; }

    /// <summary>Takes the platform's guard away: every card comes to it under an id that it never saw.</summary>
    public bool IsForgetful { get; set; }

    public static async Task<Wire> OpenAsync(string platform)
    {
        var wire = new Wire(platform);
        await wire._app.StartAsync();
        return wire;
    }

    /// <summary>The next card is held.</summary>
    public HeldCall HoldNext(bool answered) => _next = new HeldCall(answered);

    /// <summary>If no card came to be held, none will.</summary>
    public void HoldNoMore() => Volatile.Write(ref _next, null);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task CarryAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var text = System.Text.Encoding.UTF8.GetString(body.ToArray());
        var card = Sends.Contains(http.Request.Path.Value, StringComparer.Ordinal) ? CardOf(text) : null;
        var held = card is null ? null : Interlocked.Exchange(ref _next, null);
        await LagAsync();
        if (held is { Answered: false } && !await held.WaitAsync(card!, http.RequestAborted))
        {
            http.Abort();
            return;
        }

        // What has left a house arrives, also when the house dies meanwhile.
        using var request = Copy(http.Request, card is not null && IsForgetful ? Spoil(text, card) : text);
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (card is not null) _carried.Enqueue(new CarriedCard(card, NameIn(answer), TimeProvider.System.GetTimestamp()));
        if (held is { Answered: true } && !await held.WaitAsync(card!, http.RequestAborted)) return;
        await LagAsync();
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await http.Response.WriteAsync(answer);
    }

    private Task LagAsync() => MostLagMs == 0 ? Task.CompletedTask : Task.Delay(Random.Shared.Next(MostLagMs));

    private HttpRequestMessage Copy(HttpRequest from, string body)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), _platform + from.Path + from.QueryString);
        if (body.Length > 0) request.Content = new StringContent(body);
        request.Content?.Headers.Clear();
        foreach (var (name, value) in from.Headers)
        {
            if (OfTheHop.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)value!)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)value!);
        }

        return request;
    }

    private static string Spoil(string text, string card) =>
        text.Replace($"\"{card}\"", $"\"{card}-again{Interlocked.Increment(ref s_spoilt)}\"", StringComparison.Ordinal);

    private static string? CardOf(string body)
    {
        var sent = JsonNode.Parse(body);
        return (string?)sent?["outTrackId"] ?? (string?)sent?["template_card"]?["task_id"];
    }

    private static string? NameIn(string answer)
    {
        try
        {
            var said = JsonNode.Parse(answer);
            return (string?)said?["msgid"] ?? (string?)said?["result"]?["deliverResults"]?[0]?["carrierId"];
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
