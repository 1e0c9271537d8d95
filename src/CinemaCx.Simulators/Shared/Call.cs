using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CinemaCx.Simulators.Shared;

/// <summary>One request as it arrived: raw target and raw body, because signatures cover exactly those.</summary>
internal sealed record Call(HttpContext Http, string Target, byte[] Body, DateTimeOffset At)
{
    public string Method => Http.Request.Method;

    public string Path => Http.Request.Path.Value ?? "/";

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>A header's value, or null when it was not sent or is blank.</summary>
    public string? Header(string name) =>
        Http.Request.Headers.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.ToString() : null;

    /// <summary>A query parameter, or null when absent or blank.</summary>
    public string? Query(string name) =>
        Http.Request.Query.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.ToString() : null;

    public string Route(string name) => Http.Request.RouteValues[name]?.ToString() ?? "";

    public static async Task<Call> ReadAsync(HttpContext http, TimeProvider time)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new Call(http, target, buffer.ToArray(), time.GetUtcNow());
    }
}

/// <summary>What the platform answers; <paramref name="Code"/> is its error code, kept for the log.</summary>
internal sealed record Answer(int Status, byte[] Body, string? Code = null)
{
    public static Answer NoContent { get; } = new(204, []);
}
