using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;

namespace CinemaCx.MiniProgramApi;

/// <summary>
/// The addresses of message push (消息推送), one for each account: <c>mini-program</c>, <c>service-account</c>. <c>success</c> says that what was told is written
/// down; anything else makes the platform tell it again. What is not genuine is refused, logged, and changes nothing.
/// </summary>
internal static class WeChatPushEndpoints
{
    private const string Address = "/callbacks/wechat/{account}";
    private const int LargestBody = 64 * 1024;

    public static void MapWeChatPush(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Echo).ExcludeFromDescription();
        routes.MapPost(Address, TakeAsync).ExcludeFromDescription();
    }

    private static IResult Echo(string account, string? signature, string? timestamp, string? nonce, string? echostr, IEnumerable<IPlatformPush> pushes, ILoggerFactory loggers)
    {
        try
        {
            return Results.Content(Of(pushes, account).Echo(new PushQuery(signature, null, timestamp, nonce), echostr), "text/plain");
        }
        catch (Refusal refusal)
        {
            return Refuse(refusal, account, loggers);
        }
    }

    private static async Task<IResult> TakeAsync(HttpContext context, string account, IEnumerable<IPlatformPush> pushes, HearPlatform hear, ILoggerFactory loggers)
    {
        try
        {
            var push = Of(pushes, account);
            var body = await BoundedBody.ReadAsync(context, LargestBody);
            var query = context.Request.Query;
            var news = push.Open(new PushQuery(query["signature"], query["msg_signature"], query["timestamp"], query["nonce"]), body);
            // The platform hangs up after five seconds; what was begun is finished all the same.
            await hear.RunAsync(news, CancellationToken.None);
            return Results.Text("success");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Refuse(refusal, account, loggers);
        }
    }

    private static IPlatformPush Of(IEnumerable<IPlatformPush> pushes, string account) =>
        pushes.FirstOrDefault(p => p.Account == account) ?? throw new Refusal(404, "callback-not-configured", "未配置消息推送");

    private static IResult Refuse(Refusal refusal, string account, ILoggerFactory loggers)
    {
        if (refusal.Status != StatusCodes.Status404NotFound)
            loggers.CreateLogger(typeof(WeChatPushEndpoints)).LogWarning("A push for {Account} was refused: {Code}", account, refusal.Code);
        return Results.Json(new { code = refusal.Code }, statusCode: refusal.Status);
    }
}
