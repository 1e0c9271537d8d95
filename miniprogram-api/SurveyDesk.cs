using System.Security.Cryptography;
using CinemaCx.Cases;
using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.MiniProgramApi;

/// <summary>What the survey's endpoints have in common: whose phone it is, what it said before, and the taking of what it sends.</summary>
internal sealed class SurveyDesk(FeedbackPlaces places, FeedbackQueries feedback, SurveyTaking taking, SurveyEditions editions, GuestCases cases, TimeProvider time)
{
    private const string DeviceCookie = "cx_device";

    public Task<AnswerPlace> AtTouchpointAsync(string code, HttpContext context, TimeSpan age) =>
        places.AtTouchpointAsync(code, DeviceOf(context), age, context.RequestAborted);

    public Task<AnswerPlace> OfLinkAsync(string token, HttpContext context, TimeSpan age) => places.OfLinkAsync(token, context.RequestAborted);

    public Task<SurveyView> ViewAsync(AnswerPlace place, HttpContext context) => ViewAsync(place, context.Request.Query["id"].ToString(), context);

    /// <summary>The page once more with what she sent and what is wrong with it; null where nothing was saved yet that it could be about.</summary>
    public async Task<SurveyView?> ViewAgainAsync(AnswerPlace place, SurveyFields fields, Refusal refusal, HttpContext context)
    {
        var view = await ViewAsync(place, fields.Answer.Id, context);
        return view.Answer is null || !fields.IsLast
            ? null
            : view with { Answer = fields.Over(view.Answer), IsReturn = false, IsDone = false, Problem = refusal.Sentence, TypedPhone = fields.Answer.Phone };
    }

    private async Task<SurveyView> ViewAsync(AnswerPlace place, string named, HttpContext context)
    {
        var answer = named.Length is > 0 and <= 64 && await feedback.FindRowAsync(named, context.RequestAborted) is { } row && place.Owns(row) ? row : null;
        var isReturn = answer is null;
        answer ??= await feedback.FindAtAsync(place, context.RequestAborted);
        return new SurveyView(
            place,
            context.Request.Path.ToUriComponent(),
            answer?.Id ?? Id.New("ans", time.Now()),
            answer,
            IsReturn: isReturn && answer is not null,
            IsDone: context.Request.Query["done"] == "1",
            taking.AsksForPhoto)
        {
            Edition = await editions.ToShowAsync(place, answer, context.RequestAborted),
            Case = answer is null ? null : await cases.OfAnswerAsync(answer.Id, context.RequestAborted),
        };
    }

    /// <summary>She says whether it is solved; no rings again for those on duty.</summary>
    public async Task ResolveAsync(AnswerPlace place, string answerId, bool solved, CancellationToken cancellation)
    {
        if (await feedback.FindRowAsync(answerId, cancellation) is not { } row || !place.Owns(row)) throw FeedbackRefusals.UnknownAnswer();
        await cases.ResolveAsync(row.Id, solved, words: null, cancellation);
    }

    public Task<AnswerTaken> TakeAsync(AnswerPlace place, SurveyFields fields, CancellationToken cancellation) => taking.RunAsync(place, fields, cancellation);

    /// <summary>A phone gets a name of its own with the first page, and brings it along from then on; one that keeps no cookies has none.</summary>
    private static string? DeviceOf(HttpContext context)
    {
        if (context.Request.Cookies.TryGetValue(DeviceCookie, out var known) && known.Length is >= 16 and <= 64 && known.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return known;
        if (!HttpMethods.IsGet(context.Request.Method)) return null;
        context.Response.Cookies.Append(DeviceCookie, RandomNumberGenerator.GetHexString(32, lowercase: true), new CookieOptions
        {
            Path = "/s",
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });
        return null;
    }
}

/// <summary>Takes what a form sent: the photo first, then the answer that names it.</summary>
internal sealed class SurveyTaking(GiveAnswer give, FeedbackPhotos photos)
{
    public bool AsksForPhoto => photos.AreKept;

    public async Task<AnswerTaken> RunAsync(AnswerPlace place, SurveyFields fields, CancellationToken cancellation)
    {
        var photo = fields.Photo is null ? null : await photos.KeepAsync(fields.Photo.OpenReadStream(), fields.Photo.Length, cancellation);
        return await give.RunAsync(place, fields.Answer with { PhotoName = photo }, cancellation);
    }
}
