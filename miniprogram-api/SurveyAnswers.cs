using System.Text;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.MiniProgramApi;

/// <summary>How the survey answers a browser: pages, also where something went wrong.</summary>
internal static class SurveyAnswers
{
    // Nothing from anywhere else, and nothing inside the page that could be smuggled in.
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Sent by the page's own script, which wants to be told in JSON.</summary>
    public static bool IsScript(HttpContext context) => context.Request.Headers["X-Survey"] == "1";

    /// <summary>Turns what a guest in a browser is refused into a page. What her phone's script is refused stays what every door answers.</summary>
    public static void UseSurveyRefusals(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/s", StringComparison.Ordinal) || IsScript(context))
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Refusal refusal) when (!context.Response.HasStarted)
        {
            if (refusal.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await WriteAsync(context, SurveyPage.Sorry(refusal.Sentence), refusal.Status);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, SurveyPage.Sorry(bad.StatusCode == 413 ? "提交的内容太大了" : "提交的内容有误，请重新打开页面"), bad.StatusCode);
        }
    });

    public static async Task WriteAsync(HttpContext context, Html page, int status)
    {
        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
