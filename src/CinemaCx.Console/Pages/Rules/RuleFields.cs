using System.Globalization;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Console.Pages.Rules;

/// <summary>The editors' forms: a row for each rule or step, some empty ones to fill in.</summary>
internal static class RuleFields
{
    public const int StepRows = 8;

    private static readonly char[] Between = ['、', '，', ',', ' ', '　', ';', '；', '\n', '\r', '\t'];

    /// <summary>What was typed, in the order asked for; right or wrong, that is for the rules to say.</summary>
    public static IReadOnlyList<MatchedRule> Rules(IFormCollection values) =>
    [
        .. values["row"].OfType<string>()
            .Where(row => values["drop-" + row].Count == 0 && values["name-" + row].ToString().Trim().Length > 0)
            .OrderBy(row => Number(values["order-" + row]) ?? 999)
            .Select(row => new MatchedRule(values["name-" + row].ToString().Trim(), Rule(values, row))),
    ];

    /// <summary>Steps with a time; an empty row is none.</summary>
    public static AlertChain Chain(IFormCollection values) => new(
        [.. Enumerable.Range(0, StepRows)
            .Where(i => values[$"after-{i}"].ToString().Trim().Length > 0)
            .Select(i => new ChainStep(
                Number(values[$"after-{i}"]) is { } minutes ? Seconds(minutes, values[$"unit-{i}"]) : -1,
                Enum.TryParse<ChainTarget>(values[$"to-{i}"], out var to) && Enum.IsDefined(to) ? to : ChainTarget.Duty,
                Enum.TryParse<ChainChannel>(values[$"by-{i}"], out var by) && Enum.IsDefined(by) ? by : ChainChannel.First))],
        Number(values["repeat"]) is { } repeat and < 100_000 ? repeat * 60 : 0);

    private static CaseRule Rule(IFormCollection values, string row) => new()
    {
        MaxStars = Number(values["stars-" + row]),
        MaxNps = Number(values["nps-" + row]),
        Words = [.. values["words-" + row].ToString().Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)],
        Categories = All(values["category-" + row]),
        HallIds = All(values["hall-" + row]),
        BadStages = All(values["stage-" + row]),
        Opens = values["opens-" + row].ToString() != "no",
        Severity = Enum.TryParse<CaseSeverity>(values["severity-" + row], out var severity) && Enum.IsDefined(severity) ? severity : CaseSeverity.Normal,
        DeadlineMinutes = Number(values["minutes-" + row]) ?? 0,
        Posts = values["posts-" + row].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries),
    };

    private static int Seconds(int number, string? unit) => number > 100_000 ? -1 : unit == "s" ? number : number * 60;

    private static List<string> All(Microsoft.Extensions.Primitives.StringValues values) => [.. values.OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
