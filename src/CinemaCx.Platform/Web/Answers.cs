using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CinemaCx.Platform.Web;

/// <summary>What endpoints of both doors say about their answers.</summary>
public static class Answers
{
    /// <summary>Sends JSON that is ready, or 304 when the caller has it already.</summary>
    public static ValueTask AnswerAsync(this HttpContext context, ReadOnlyMemory<byte> json, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (Has(context.Request.Headers.IfNoneMatch, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return ValueTask.CompletedTask;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    // Proxies weaken tags and clients may name several (RFC 9110, 13.1.2); most send back the one they got.
    private static bool Has(StringValues known, string tag) => known.Count > 0 && (known == tag || known.Any(header =>
        header!.Split(',').Any(one => one.AsSpan().Trim() is var text && (text.StartsWith("W/") ? text[2..] : text).SequenceEqual(tag))));

    /// <summary>Lists in the description with which statuses an endpoint refuses; the body is a <see cref="Problem"/>.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses) endpoint.Produces<Problem>(status, "application/problem+json");
        return endpoint;
    }
}
