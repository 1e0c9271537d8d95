using CinemaCx.Connectors.DingTalk;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.WecomBot.Callbacks;

/// <summary>DingTalk over HTTP, for houses that do not use Stream mode.</summary>
internal static class DingTalkEndpoints
{
    public static void MapDingTalk(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/callbacks/dingtalk/card", Task<IResult> (HttpContext context) => TakeAsync(context, (callbacks, body) => callbacks.CardAsync(context.Request.Headers, body))).ExcludeFromDescription();
        routes.MapPost("/callbacks/dingtalk/message", Task<IResult> (HttpContext context) => TakeAsync(context, (callbacks, body) => callbacks.MessageAsync(context.Request.Headers, body))).ExcludeFromDescription();
        routes.MapPost("/callbacks/dingtalk/event", Task<IResult> (HttpContext context) => TakeAsync(context, (callbacks, body) => Task.FromResult(callbacks.Event(context.Request.Query, body)))).ExcludeFromDescription();
    }

    private static async Task<IResult> TakeAsync(HttpContext context, Func<DingTalkCallbacks, ReadOnlyMemory<byte>, Task<byte[]>> take)
    {
        if (context.RequestServices.GetService<DingTalkCallbacks>() is not { } callbacks) return Results.NotFound();
        try
        {
            using var buffer = new MemoryStream();
            var chunk = new byte[8192];
            int read;
            while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
            {
                if (buffer.Length + read > DingTalkCallbacks.LargestBody) throw new Refusal(413, "callback-too-large", "回调内容过大");
                buffer.Write(chunk, 0, read);
            }

            return Results.Bytes(await take(callbacks, buffer.ToArray()), "application/json");
        }
        catch (Refusal refusal)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DingTalkEndpoints)).LogWarning("A DingTalk callback was refused: {Code}", refusal.Code);
            return Results.Json(new { code = refusal.Code }, statusCode: refusal.Status);
        }
    }
}
