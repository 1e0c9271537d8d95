using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>Stream mode: tickets, connections, and each telling to one connection picked at random.</summary>
internal sealed class StreamGateway(DingTalkSimulatorOptions options, FaultBox faults, TimeProvider time)
{
    public const string MessageTopic = "/v1.0/im/bot/messages/get";
    public const string CardTopic = "/v1.0/card/instances/callback";

    private static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(90);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, HashSet<string> Topics)> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StreamPeer> _peers = new(StringComparer.Ordinal);

    /// <summary>Connections made since the start or the last reset.</summary>
    public int Opened { get; private set; }

    public IReadOnlyList<StreamPeer> Peers => [.. _peers.Values.OrderBy(p => p.Number)];

    /// <summary><c>POST /v1.0/gateway/connections/open</c>.</summary>
    public Answer Open(Call call)
    {
        if (Wire.Object(call.Body) is not { } body) return DingTalkAnswers.Error(400, "InvalidParameter", "the body must be a JSON object");
        if (body.Text("clientId") != options.AppKey || body.Text("clientSecret") != options.AppSecret)
            return DingTalkAnswers.Error(401, "authFailed", "鉴权失败");
        if (!body.TryGetProperty("subscriptions", out var wanted) || wanted.ValueKind != JsonValueKind.Array) return DingTalkAnswers.Missing("subscriptions");
        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var subscription in wanted.EnumerateArray())
        {
            var (type, topic) = (subscription.Text("type"), subscription.Text("topic"));
            if (type is not ("EVENT" or "CALLBACK") || topic is null || (type == "EVENT" && topic != "*"))
                return DingTalkAnswers.Error(400, "subscriptions.invalid", "订阅不合法");
            topics.Add(type == "EVENT" ? "EVENT" : topic);
        }

        var ticket = Guid.NewGuid().ToString();
        _tickets[ticket] = (call.At + TicketLife, topics);
        var endpoint = $"ws://{call.Http.Request.Host}/connect";

        // Who does not ask for JSON gets XML, as from the platform's gateway.
        return call.Header("Accept")?.Contains("application/json", StringComparison.OrdinalIgnoreCase) == true
            ? DingTalkAnswers.Ok(new { endpoint, ticket })
            : new Answer(200, System.Text.Encoding.UTF8.GetBytes($"<OpenConnectionResponse><endpoint>{endpoint}</endpoint><ticket>{ticket}</ticket></OpenConnectionResponse>"));
    }

    /// <summary><c>GET /connect?ticket=</c>: a ticket lets one connection in, once.</summary>
    public async Task ConnectAsync(HttpContext http)
    {
        if (faults.Take("GET", "/connect") is { } fault)
        {
            if (fault.Kind == FaultKind.Http) http.Response.StatusCode = fault.Status == 0 ? 500 : fault.Status;
            else http.Abort();
            return;
        }

        if (!http.WebSockets.IsWebSocketRequest || !_tickets.TryRemove(http.Request.Query["ticket"].ToString(), out var ticket) || ticket.Until <= time.GetUtcNow())
        {
            http.Response.StatusCode = 401;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var peer = new StreamPeer(++Opened, socket, ticket.Topics, time);
        _peers[peer.Id] = peer;
        try
        {
            await peer.RunAsync(http.RequestAborted);
        }
        finally
        {
            _peers.TryRemove(peer.Id, out _);
        }
    }

    /// <summary>The <c>data</c> of the answer, or null with the reason.</summary>
    public async Task<(JsonElement? Data, string? Failure)> TellAsync(string topic, string data, TimeSpan patience)
    {
        var open = _peers.Values.Where(p => p.IsOpen && p.Topics.Contains(topic)).ToList();
        if (open.Count == 0) return (null, "no-connection");
        var peer = open[Random.Shared.Next(open.Count)];
        var ack = await peer.AskAsync("CALLBACK", topic, data, patience);
        if (ack is not { } answer) return (null, "no-answer");
        var code = answer.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) ? value : 0;
        if (code != 200) return (null, "code-" + code.ToString(CultureInfo.InvariantCulture));
        return Wire.Object(System.Text.Encoding.UTF8.GetBytes(answer.Text("data") ?? "")) is { } inner ? (inner, null) : (null, "bad-answer");
    }

    /// <summary>Says goodbye: nothing new is told there, and after the drain time it is closed.</summary>
    /// <param name="number">One connection; null for all.</param>
    public async Task<int> DisconnectAsync(int? number)
    {
        var peers = Peers.Where(p => p.IsOpen && (number is null || p.Number == number)).ToList();
        foreach (var peer in peers) await peer.DisconnectAsync(options.DrainTime);
        return peers.Count;
    }

    /// <summary>Cuts connections without a word.</summary>
    public int Drop(int? number = null)
    {
        var peers = Peers.Where(p => number is null || p.Number == number).ToList();
        foreach (var peer in peers) peer.Cut();
        return peers.Count;
    }

    /// <summary>How many answered a ping with what it carried.</summary>
    public async Task<int> PingAsync(TimeSpan patience)
    {
        var answered = 0;
        foreach (var peer in Peers)
        {
            var opaque = WireText.RandomHex(16);
            var ack = await peer.AskAsync("SYSTEM", "ping", DingTalkAnswers.Text(new { opaque }), patience);
            if (ack?.Text("data") is { } data && Wire.Object(System.Text.Encoding.UTF8.GetBytes(data))?.Text("opaque") == opaque) answered++;
        }

        return answered;
    }

    public void Clear()
    {
        _tickets.Clear();
        Opened = 0;
    }
}
