using CinemaCx.Connectors.DingTalk;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;

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
            var body = await BoundedBody.ReadAsync(context, DingTalkCallbacks.LargestBody);
            return Results.Bytes(await take(callbacks, body), "application/json");
        }
        catch (Refusal refusal)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DingTalkEndpoints)).LogWarning("A DingTalk callback was refused: {Code}", refusal.Code);
            return Results.Json(new { code = refusal.Code }, statusCode: refusal.Status);
        }
    }
}
