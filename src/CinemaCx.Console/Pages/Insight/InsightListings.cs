using CinemaCx.Console.Parts;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>What the lists behind figures have in common.</summary>
internal static class InsightListings
{
    /// <summary>Stands in the address for what belongs to no film or hall.</summary>
    public const string Nowhere = "-";

    public static readonly IReadOnlyList<Filter> Span = [new Filter("from", "从") { Type = "date" }, new Filter("to", "到") { Type = "date" }];

    public static readonly Filter Parts = new("part", "时段", [.. DayPart.All.Select(p => new Choice(p.Code, p.Name))]);

    public static readonly Filter Measures = new("measure", "评价", [.. Measure.All.Select(m => new Choice(m.Code, m.Name))]) { All = "NPS" };

    public static string? Key(string? value) => value == Nowhere ? "" : value;
}
