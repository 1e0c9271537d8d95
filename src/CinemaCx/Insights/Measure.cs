using CinemaCx.Feedback;

namespace CinemaCx.Insights;

/// <summary>
/// What is scored: the readiness to recommend (NPS, 0 to 10), the whole visit, or a stage of it (1 to 5 stars). Nobody is asked to recommend a stage: its net
/// score takes five stars for a promoter and three and fewer for a detractor.
/// </summary>
public sealed record Measure(string Code, string Name)
{
    public static readonly Measure Nps = new("nps", "NPS");
    public static readonly Measure Overall = new("overall", "总体");

    public static readonly IReadOnlyList<Measure> Stages = [.. Survey.Stages.Select(s => new Measure(s.Code, s.Label))];

    public static readonly IReadOnlyList<Measure> All = [Nps, Overall, .. Stages];

    /// <summary>What is watched for drops.</summary>
    public static readonly IReadOnlyList<Measure> Watched = [Overall, .. Stages];

    /// <returns>Null when nothing is called so.</returns>
    public static Measure? Find(string? code) => All.FirstOrDefault(m => m.Code == code);

    public bool IsNps => Code == "nps";

    public bool IsHigh(long score) => score >= (IsNps ? 9 : 5);

    public bool IsLow(long score) => score <= (IsNps ? 6 : 3);
}
