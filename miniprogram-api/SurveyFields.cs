using System.Globalization;
using System.Text.Json;
using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CinemaCx.MiniProgramApi;

/// <summary>What a survey form sent.</summary>
/// <param name="Age">How long ago it was filled in, when the network was away meanwhile.</param>
/// <param name="IsLast">The questions after the stars were sent, not only a tap.</param>
internal sealed record SurveyFields(GivenAnswer Answer, IFormFile? Photo, TimeSpan Age, bool IsLast)
{
    private const int MostFields = 64;

    public static async Task<SurveyFields> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) throw new Refusal(415, "unsupported-media-type", "请从评价页面提交");
        IFormCollection form;
        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions { ValueCountLimit = MostFields, ValueLengthLimit = 16 * 1024, KeyLengthLimit = 64 }));
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new Refusal(400, "malformed-request", "提交的内容有误，请重新打开页面");
        }

        var isLast = form["step"] == "more";
        var stages = Survey.Stages.Where(s => Number(form["stage-" + s.Code]) is not null).ToDictionary(s => s.Code, s => Number(form["stage-" + s.Code])!.Value, StringComparer.Ordinal);
        var own = form.Keys.Where(k => k.StartsWith("own-", StringComparison.Ordinal)).ToDictionary(k => k["own-".Length..], k => form[k].ToString(), StringComparer.Ordinal);
        var answer = new GivenAnswer
        {
            Id = form["id"].ToString(),
            Stars = Number(form["stars"]) ?? Number(form["was"]) ?? 0,
            Nps = Number(form["nps"]),
            Stages = stages.Count == 0 ? null : stages,
            Chips = form["asked"].Contains("chips") ? [.. form["chip"].OfType<string>()] : null,
            Own = own.Count == 0 ? null : own,
            Comment = form.TryGetValue("comment", out var comment) ? comment.ToString() : null,
            Edition = form.TryGetValue("edition", out var edition) ? edition.ToString() : null,
            // The page shows a number only masked: an empty field leaves the one that is kept.
            Phone = string.IsNullOrWhiteSpace(form["phone"]) ? null : form["phone"].ToString(),
            // The sentence beside the field says that filling it in is agreeing.
            ContactConsent = true,
        };
        var photo = form.Files.GetFile("photo") is { Length: > 0 } file ? file : null;
        return new SurveyFields(answer, photo, TimeSpan.FromSeconds(Number(form["age"]) ?? 0), isLast);
    }

    /// <summary>The answer as the page shows it with these fields filled in; nothing of it is kept.</summary>
    public AnswerRow Over(AnswerRow answer) => answer with
    {
        Nps = Answer.Nps ?? answer.Nps,
        Chips = Answer.Chips is null ? answer.Chips : JsonSerializer.Serialize(Answer.Chips),
        Stages = Answer.Stages is null ? answer.Stages : JsonSerializer.Serialize(Answer.Stages),
        Own = Answer.Own is null ? answer.Own : JsonSerializer.Serialize(Answer.Own),
        Comment = Answer.Comment ?? answer.Comment,
    };

    /// <summary>Null where nothing was sent; what is no number is out of every range.</summary>
    private static int? Number(StringValues value) =>
        string.IsNullOrEmpty(value) ? null : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
