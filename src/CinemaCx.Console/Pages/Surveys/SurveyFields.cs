using System.Globalization;
using CinemaCx.Feedback;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Console.Pages.Surveys;

/// <summary>The editor's form: every question there is, those asked ticked, with words, stars, order and chips.</summary>
internal static class SurveyFields
{
    private const int MostOwnChips = 10;

    /// <summary>What was typed, as a form; right or wrong, that is for the rules to say.</summary>
    public static SurveyForm Read(IFormCollection values) => new(
        [.. SurveyRules.Asks
            .Where(ask => ask.Code == "stars" || values["ask-" + ask.Code].Count > 0)
            .Select(ask => (Order: ask.Code == "stars" ? int.MinValue : Number(values["order-" + ask.Code], 99), Question: new SurveyQuestion(
                ask.Code,
                ask.Kind,
                values["title-" + ask.Code].ToString().Trim(),
                Number(values["from-" + ask.Code], ask.StarsAtLeast),
                Number(values["to-" + ask.Code], ask.StarsAtMost),
                [.. values["chip-" + ask.Code].Select(code => code is null ? null : Survey.Chip(code)).OfType<SurveyChip>(), .. OwnChips(values, ask.Code, ask.Code == "good")])))
            .Concat(Enumerable.Range(0, SurveyRules.MostOwn).Where(i => Text(values, Invariant($"own-title-{i}")).Length > 0).Select(i => (Order: Number(values[Invariant($"own-order-{i}")], 99), Question: OwnWords.Ask(
                Text(values, Invariant($"own-kind-{i}")),
                Text(values, Invariant($"own-title-{i}")),
                Number(values[Invariant($"own-from-{i}")], 1),
                Number(values[Invariant($"own-to-{i}")], 5),
                OwnChips(values, Invariant($"own-{i}"), isPraise: false)))))
            .OrderBy(asked => asked.Order)
            .Select(asked => asked.Question)]);

    /// <summary>Rows for chips of one's own below a question: what it has, and some more.</summary>
    public static int RowsFor(int count) => Math.Min(MostOwnChips, Math.Max(count + 2, 4));

    // A row without words is none.
    private static IReadOnlyList<SurveyChip> OwnChips(IFormCollection values, string question, bool isPraise) =>
        [.. Enumerable.Range(0, MostOwnChips).Select(i => (Label: Text(values, Invariant($"words-{question}-{i}")), Category: Text(values, Invariant($"stands-{question}-{i}"))))
            .Where(row => row.Label.Length > 0)
            .Select(row => OwnWords.Chip(new OwnChip(row.Label, row.Category.Length > 0 ? row.Category : OwnWords.None, isPraise)))];

    private static string Text(IFormCollection values, string name) => values[name].ToString().Trim();

    private static string Invariant(FormattableString name) => name.ToString(CultureInfo.InvariantCulture);

    /// <summary>A word of the address; null when there is no such place.</summary>
    public static SurveyPlace? PlaceOf(string word) => SurveyPlaces.All.Where(p => Platform.Data.StoredWord.Of(p) == word).Select(p => (SurveyPlace?)p).FirstOrDefault();

    public static string Href(SurveyPlace place) => "/console/surveys/" + Platform.Data.StoredWord.Of(place);

    private static int Number(string? text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
