using System.Text;
using CinemaCx.Alerts;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.WecomBot.Commands;

namespace CinemaCx.WecomBot.Callbacks;

/// <summary>
/// The address of "接收消息". The check of the address is answered at once; a press is answered with the card as it is now, typed words with words. What is
/// not genuine is refused, logged, and changes nothing.
/// </summary>
internal static class WeComEndpoints
{
    private const int LargestBody = 64 * 1024;

    public static void MapWeCom(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/callbacks/wecom", Echo).ExcludeFromDescription();
        routes.MapPost("/callbacks/wecom", TakeAsync).ExcludeFromDescription();
    }

    private static IResult Echo(HttpContext context, string? msg_signature, string? timestamp, string? nonce, string? echostr, ILoggerFactory loggers)
    {
        if (context.RequestServices.GetService<WeComCallbacks>() is not { } callbacks) return Results.NotFound();
        try
        {
            return Results.Content(callbacks.Echo(new WeComQuery(msg_signature, timestamp, nonce), echostr), "text/plain");
        }
        catch (Refusal refusal)
        {
            return Refuse(refusal, loggers);
        }
    }

    private static async Task<IResult> TakeAsync(HttpContext context, string? msg_signature, string? timestamp, string? nonce, CommandDesk desk, ILoggerFactory loggers)
    {
        if (context.RequestServices.GetService<WeComCallbacks>() is not { } callbacks) return Results.NotFound();
        try
        {
            var body = await BoundedBody.ReadAsync(context, LargestBody);
            var message = callbacks.Open(new WeComQuery(msg_signature, timestamp, nonce), Encoding.UTF8.GetString(body.Span));
            // The platform hangs up after five seconds; what a person began is finished all the same.
            var answer = await AnswerAsync(context.RequestServices, callbacks, desk, message);
            return answer is null ? Results.Ok() : Results.Content(answer, "application/xml", Encoding.UTF8);
        }
        catch (Refusal refusal)
        {
            return Refuse(refusal, loggers);
        }
    }

    private static async Task<string?> AnswerAsync(IServiceProvider services, WeComCallbacks callbacks, CommandDesk desk, WeComMessage message)
    {
        switch (message)
        {
            case WeComText text:
                return await desk.SayAsync("wecom", text.UserId, text.Content, text.DedupeKey, CancellationToken.None) is { } reply ? callbacks.ReplyText(text, reply) : null;
            case WeComPress press:
                return await PressAsync(services, callbacks, desk, press);
            default:
                return null;
        }
    }

    private static async Task<string?> PressAsync(IServiceProvider services, WeComCallbacks callbacks, CommandDesk desk, WeComPress press)
    {
        var refresh = services.GetRequiredService<RefreshCards>();
        var hold = await refresh.HoldAsync(press.TaskId, press.UserId, press.ResponseCode, CancellationToken.None);
        try
        {
            var answer = await desk.PressAsync("wecom", press.UserId, press.TaskId, press.EventKey, press.Selected, press.DedupeKey, CancellationToken.None);
            if (answer.Text is { } words && services.GetRequiredService<StaffChats>().Of(ChatChannel.WeCom) is { } chat)
                await chat.SendTextAsync(press.UserId, words, press.DedupeKey, CancellationToken.None);
            if (answer.Card is not { } drawn) return null;
            // The direct answer spends no handle: the one that came with the press is good for the next change.
            await refresh.ShownAsync(hold, drawn.Version, press.ResponseCode, CancellationToken.None);
            return callbacks.ReplyCard(press, drawn.Card);
        }
        catch
        {
            await refresh.UnansweredAsync(press.TaskId, CancellationToken.None);
            throw;
        }
    }

    private static IResult Refuse(Refusal refusal, ILoggerFactory loggers)
    {
        loggers.CreateLogger(typeof(WeComEndpoints)).LogWarning("A WeCom callback was refused: {Code}", refusal.Code);
        return Results.Json(new { code = refusal.Code }, statusCode: refusal.Status);
    }
}
