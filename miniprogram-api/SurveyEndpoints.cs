using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web.RateLimiting;

namespace CinemaCx.MiniProgramApi;

/// <summary>The survey page: <c>/s/{code}</c> of a QR code, <c>/s/t/{token}</c> of a ticket.</summary>
internal static class SurveyEndpoints
{
    // Photo and fields together.
    private const int LargestForm = (5 * 1024 * 1024) + (64 * 1024);

    public static void MapSurvey(this IEndpointRouteBuilder routes)
    {
        var survey = routes.MapGroup("/s").ExcludeFromDescription();
        survey.MapGet("/-/{file}", SurveyAssets.Find);
        survey.MapGet("/{code}", (string code, SurveyDesk desk, HttpContext context) => ShowAsync(desk.AtTouchpointAsync, code, desk, context)).Limit(GuestLimits.Read);
        survey.MapGet("/t/{code}", (string code, SurveyDesk desk, HttpContext context) => ShowAsync(desk.OfLinkAsync, code, desk, context)).Limit(GuestLimits.Read);
        survey.MapPost("/{code}", (string code, SurveyDesk desk, HttpContext context) => TakeAsync(desk.AtTouchpointAsync, code, desk, context))
            .Limit(GuestLimits.Feedback).WithMetadata(new RequestSizeLimitMetadata(LargestForm));
        survey.MapPost("/t/{code}", (string code, SurveyDesk desk, HttpContext context) => TakeAsync(desk.OfLinkAsync, code, desk, context))
            .Limit(GuestLimits.Feedback).WithMetadata(new RequestSizeLimitMetadata(LargestForm));
        survey.MapPost("/{code}/resolution", (string code, SurveyDesk desk, HttpContext context) => ResolveAsync(desk.AtTouchpointAsync, code, desk, context)).Limit(GuestLimits.Feedback);
        survey.MapPost("/t/{code}/resolution", (string code, SurveyDesk desk, HttpContext context) => ResolveAsync(desk.OfLinkAsync, code, desk, context)).Limit(GuestLimits.Feedback);
    }

    private static async Task ResolveAsync(Func<string, HttpContext, TimeSpan, Task<AnswerPlace>> find, string code, SurveyDesk desk, HttpContext context)
    {
        if (!context.Request.HasFormContentType) throw new Refusal(415, "form-required", "请在评价页面操作");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var id = form["id"].ToString();
        await desk.ResolveAsync(await find(code, context, TimeSpan.Zero), id, form["solved"] == "yes", context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.Value![..^"/resolution".Length]}?id={Uri.EscapeDataString(id)}&done=1";
    }

    private static async Task ShowAsync(Func<string, HttpContext, TimeSpan, Task<AnswerPlace>> find, string code, SurveyDesk desk, HttpContext context)
    {
        var place = await find(code, context, TimeSpan.Zero);
        await SurveyAnswers.WriteAsync(context, SurveyPage.Of(await desk.ViewAsync(place, context)), StatusCodes.Status200OK);
    }

    private static async Task TakeAsync(Func<string, HttpContext, TimeSpan, Task<AnswerPlace>> find, string code, SurveyDesk desk, HttpContext context)
    {
        var form = await SurveyFields.ReadAsync(context);
        var place = await find(code, context, form.Age);
        AnswerTaken taken;
        try
        {
            taken = await desk.TakeAsync(place, form, context.RequestAborted);
        }
        catch (Refusal refusal) when (refusal.Status == StatusCodes.Status422UnprocessableEntity && !SurveyAnswers.IsScript(context))
        {
            if (await desk.ViewAgainAsync(place, form, refusal, context) is not { } again) throw;
            await SurveyAnswers.WriteAsync(context, SurveyPage.Of(again), refusal.Status);
            return;
        }

        var before = taken.Outcome == AnswerOutcome.AnsweredBefore;
        if (SurveyAnswers.IsScript(context))
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsJsonAsync(new { id = taken.Answer.Id, before }, context.RequestAborted);
            return;
        }

        // After a post comes a get: reloading sends nothing twice.
        var path = context.Request.Path.ToUriComponent();
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = before ? path : $"{path}?id={taken.Answer.Id}{(form.IsLast ? "&done=1" : "")}";
    }

    private sealed record RequestSizeLimitMetadata(long? MaxRequestBodySize) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata;
}
