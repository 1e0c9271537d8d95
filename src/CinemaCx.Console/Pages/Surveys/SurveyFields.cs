using System.Globalization;
using CinemaCx.Feedback;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Console.Pages.Surveys;

/// <summary>The editor's form: every question there is, those asked ticked, with words, stars, order and chips.</summary>
internal static class SurveyFields
{
    /// <summary>What was typed, as a form; right or wrong, that is for the rules to say.</summary>
    public static SurveyForm Read(IFormCollection values) => new(
        [.. SurveyRules.Asks
            .Where(ask => ask.Code == "stars" || values["ask-" + ask.Code].Count > 0)
            .OrderBy(ask => ask.Code == "stars" ? int.MinValue : Number(values["order-" + ask.Code], 99))
            .Select(ask => new SurveyQuestion(
                ask.Code,
                ask.Kind,
                values["title-" + ask.Code].ToString().Trim(),
                Number(values["from-" + ask.Code], ask.StarsAtLeast),
                Number(values["to-" + ask.Code], ask.StarsAtMost),
                [.. values["chip-" + ask.Code].Select(code => code is null ? null : Survey.Chip(code)).OfType<SurveyChip>()]))]);

    /// <summary>A word of the address; null when there is no such place.</summary>
    public static SurveyPlace? PlaceOf(string word) => SurveyPlaces.All.Where(p => Platform.Data.StoredWord.Of(p) == word).Select(p => (SurveyPlace?)p).FirstOrDefault();

    public static string Href(SurveyPlace place) => "/console/surveys/" + Platform.Data.StoredWord.Of(place);

    private static int Number(string? text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
