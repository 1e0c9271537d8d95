using CinemaCx.Feedback;
using CinemaCx.Staff;

namespace CinemaCx.Cases;

/// <summary>What of an answer the rules look at.</summary>
public sealed record CaseFacts(int Stars, int? Nps, string Category, string? HallId, IReadOnlyDictionary<string, int> Stages, string? Comment)
{
    /// <param name="chips">What she tapped, praise too.</param>
    public static CaseFacts Of(int stars, int? nps, string? hallId, IReadOnlyDictionary<string, int> stages, IReadOnlyList<string> chips, string? comment) =>
        new(stars, nps, CaseCategory.Guess(Survey.CategoriesOf(chips), comment), hallId, stages, comment);
}

/// <summary>
/// When an answer becomes a case, and how urgent it is. Every condition that is given must hold; the first rule that matches decides.
/// </summary>
public sealed record CaseRule
{
    /// <summary>At most so many stars.</summary>
    public int? MaxStars { get; init; }

    /// <summary>NPS of at most so much.</summary>
    public int? MaxNps { get; init; }

    /// <summary>One of these words stands in the comment.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<string> HallIds { get; init; } = [];

    /// <summary>One of these stages got at most two stars.</summary>
    public IReadOnlyList<string> BadStages { get; init; } = [];

    /// <summary>False: whoever matches becomes no case, and no later rule is asked.</summary>
    public bool Opens { get; init; } = true;
    public CaseSeverity Severity { get; init; } = CaseSeverity.Normal;

    /// <summary>Minutes of opening time until it should be closed.</summary>
    public int DeadlineMinutes { get; init; } = 30;

    /// <summary>Who must acknowledge it, the first of them becomes its owner.</summary>
    public IReadOnlyList<string> Posts { get; init; } = [CasePost.DutyManager];

    public bool Matches(CaseFacts facts) =>
        (MaxStars is null || facts.Stars <= MaxStars)
        && (MaxNps is null || facts.Nps <= MaxNps)
        && (Words.Count == 0 || (facts.Comment is { } comment && Words.Any(w => comment.Contains(w, StringComparison.OrdinalIgnoreCase))))
        && (Categories.Count == 0 || Categories.Contains(facts.Category, StringComparer.Ordinal))
        && (HallIds.Count == 0 || (facts.HallId is { } hall && HallIds.Contains(hall, StringComparer.Ordinal)))
        && (BadStages.Count == 0 || BadStages.Any(s => facts.Stages.TryGetValue(s, out var stars) && stars <= 2));

    /// <summary>What a house begins with; staff change them afterwards.</summary>
    public static readonly IReadOnlyList<(string Name, CaseRule Rule)> Usual =
    [
        ("人身安全", new CaseRule { Words = ["受伤", "摔倒", "流血", "烫伤", "着火", "晕倒", "打架", "骚扰"], Severity = CaseSeverity.Critical, DeadlineMinutes = 10 }),
        ("要求退款", new CaseRule { Words = ["退款", "退钱", "投诉到", "12315"], Severity = CaseSeverity.Critical }),
        ("一星设施", new CaseRule { MaxStars = 1, Categories = ["facility", "av"], Severity = CaseSeverity.High, Posts = [CasePost.DutyManager, CasePost.Engineering] }),
        ("一星", new CaseRule { MaxStars = 1, Severity = CaseSeverity.High }),
        ("二星设施", new CaseRule { MaxStars = 2, Categories = ["facility", "av"], Posts = [CasePost.DutyManager, CasePost.Engineering] }),
        ("二星", new CaseRule { MaxStars = 2 }),
        ("不愿推荐", new CaseRule { MaxNps = 6, DeadlineMinutes = 24 * 60 }),
    ];
}

/// <summary>Whose attention a case can need.</summary>
public static class CasePost
{
    public const string DutyManager = "duty-manager";
    public const string Engineering = "engineering";

    /// <summary>Code and Chinese name.</summary>
    public static readonly IReadOnlyList<(string Code, string Name)> All = [(DutyManager, "值班经理"), (Engineering, "工程")];

    /// <summary>The post somebody of this role answers for.</summary>
    public static string Of(StaffRole role) => role == StaffRole.Engineer ? Engineering : DutyManager;

    public static string NameOf(string code) => All.FirstOrDefault(p => p.Code == code).Name ?? code;
}
