using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <param name="Type"><c>CALLBACK</c>, or <c>EVENT</c> with the topic <c>*</c>.</param>
public sealed record StreamSubscription([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("topic")] string Topic);

/// <summary><c>POST /v1.0/gateway/connections/open</c>.</summary>
internal sealed record ConnectionOpenRequest(
    [property: JsonPropertyName("clientId")] string ClientId,
    [property: JsonPropertyName("clientSecret")] string ClientSecret,
    [property: JsonPropertyName("subscriptions")] IReadOnlyList<StreamSubscription> Subscriptions,
    [property: JsonPropertyName("ua")] string UserAgent);

/// <summary>Answer of <c>POST /v1.0/gateway/connections/open</c>.</summary>
public sealed class ConnectionOpenResponse : DingTalkResponse
{
    /// <summary>Address of the WebSocket, without its query.</summary>
    [JsonPropertyName("endpoint")]
    public string? Endpoint { get; set; }

    /// <summary>Serves one connection within 90 seconds.</summary>
    [JsonPropertyName("ticket")]
    public string? Ticket { get; set; }
}

/// <summary>A text frame from the gateway.</summary>
/// <param name="Type"><c>SYSTEM</c>, <c>EVENT</c> or <c>CALLBACK</c>.</param>
/// <param name="Data">A JSON object as text.</param>
internal sealed record StreamFrame(
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("headers")] StreamHeaders? Headers,
    [property: JsonPropertyName("data")] string? Data);

internal sealed record StreamHeaders(
    [property: JsonPropertyName("topic")] string? Topic, [property: JsonPropertyName("messageId")] string? MessageId);

/// <summary>The answer to a frame, under its message id.</summary>
/// <param name="Code">200, 404 for a topic nobody handles, 500.</param>
internal sealed record StreamAck(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("headers")] StreamAckHeaders Headers,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("data")] string Data);

internal sealed record StreamAckHeaders(
    [property: JsonPropertyName("messageId")] string? MessageId,
    [property: JsonPropertyName("contentType")] string ContentType = "application/json");
