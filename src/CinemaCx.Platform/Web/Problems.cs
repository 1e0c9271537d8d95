using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Platform.Web;

/// <summary>The body of every answer that is not a success (RFC 9457), under <c>application/problem+json</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Title">The sentence for the guest, in Chinese.</param>
/// <param name="Parameters">What the sentence speaks of: seats, limits, ids.</param>
public sealed record Problem(int Status, string Code, string Title, IReadOnlyDictionary<string, object?>? Parameters = null);

/// <summary>The one place where a door turns what was thrown into an answer.</summary>
public static class Problems
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Translates refusals, malformed requests and missing dependencies; nothing else of an exception ever reaches a client.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("CinemaCx.Door");
        return app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (!context.Response.HasStarted && context.Response is { StatusCode: 404 or 405 or 413 or 415, ContentLength: null, ContentType: null })
                    await WriteAsync(context, OfStatus(context.Response.StatusCode));
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The guest is gone; there is nobody to answer.
            }
            catch (Exception e) when (!context.Response.HasStarted)
            {
                var refusal = Translate(e);
                if (refusal.Status >= 500) logger.Log(refusal.Status == 500 ? LogLevel.Error : LogLevel.Warning, e, "{Method} {Path} answered {Status}", context.Request.Method, context.Request.Path, refusal.Status);
                await WriteAsync(context, refusal);
            }
        });
    }

    /// <summary>What a caller is told of something that was thrown; nothing else of it ever reaches one.</summary>
    public static Refusal Translate(Exception e) => e switch
    {
        Refusal refusal => refusal,
        BadHttpRequestException { StatusCode: 413 or 415 } bad => OfStatus(bad.StatusCode),
        BadHttpRequestException or JsonException => new Refusal(400, "malformed-request", "请求内容有误，请检查后重试"),
        // PostgreSQL keeps no NUL character in a text: whoever sends one means no name of ours.
        DbException { SqlState: "22021" } => Translate(new JsonException()),
        RedisUnavailableException => new Refusal(503, "session-store-unavailable", "系统繁忙，请稍后再试") { RetryAfter = TimeSpan.FromSeconds(1) },
        DbException { IsTransient: true } or DbException { InnerException: IOException or System.Net.Sockets.SocketException } =>
            new Refusal(503, "database-unavailable", "系统繁忙，请稍后再试") { RetryAfter = TimeSpan.FromSeconds(1) },
        _ => new Refusal(500, "internal-error", "系统开小差了，请稍后再试"),
    };

    private static Refusal OfStatus(int status) => status switch
    {
        405 => new Refusal(405, "method-not-allowed", "不支持这种操作"),
        413 => new Refusal(413, "body-too-large", "提交的内容太大了"),
        415 => new Refusal(415, "unsupported-media-type", "请使用 JSON 格式提交"),
        _ => new Refusal(404, "not-found", "您访问的内容不存在"),
    };

    private static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (refusal.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refusal.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var body = new Problem(refusal.Status, refusal.Code, refusal.Sentence, refusal.Parameters.Count == 0 ? null : refusal.Parameters);
        await JsonSerializer.SerializeAsync(context.Response.Body, body, Json, context.RequestAborted);
    }
}
