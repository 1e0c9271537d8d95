using CinemaCx.Cases;

namespace CinemaCx.Alerts;

/// <summary>Rules and chains as somebody thinks of having them.</summary>
/// <param name="Chains">By post; a post that is not named keeps the chain it has.</param>
/// <param name="CinemaId">Null: all cinemas of whoever asks.</param>
/// <param name="Days">How far back, 1 to 90.</param>
public sealed record RehearsalWish(IReadOnlyList<MatchedRule> Rules, IReadOnlyDictionary<string, AlertChain> Chains, string? CinemaId, int Days);

/// <summary>What becomes of one answer by one set of rules.</summary>
/// <param name="Opens">It becomes a case, or another voice of one that is open.</param>
/// <param name="Rule">The first that matched; null: none.</param>
/// <param name="Posts">Whose attention it needs, the first of them first.</param>
/// <param name="Owners">Names of those who were to be told first: on duty for the first post at that moment, or who stands in for them.</param>
/// <param name="StepsGone">How many steps the first post's chain had taken when somebody acknowledged it; null where that never was a case.</param>
public sealed record RehearsedOutcome(
    bool Opens, string? Rule, CaseSeverity? Severity, IReadOnlyList<string> Posts, DateTimeOffset? DueAt, IReadOnlyList<string> Owners, int? StepsGone)
{
    public static readonly RehearsedOutcome Nothing = new(false, null, null, [], null, [], null);
}

[Flags]
public enum RehearsedChange
{
    None = 0,
    Opens = 1,
    Rule = 2,
    Severity = 4,
    Posts = 8,
    Owners = 16,
    DueAt = 32,
    Steps = 64,

    /// <summary>All but the name of the rule.</summary>
    Real = Opens | Severity | Posts | Owners | DueAt | Steps,
}

/// <summary>One past answer, by the rules in force and by those thought of.</summary>
/// <param name="CaseName">What the case it opened is called; null where it opened none.</param>
/// <param name="Category">As the rules saw it.</param>
public sealed record RehearsedAnswer(
    string AnswerId, string? CaseId, string? CaseName, string CinemaId, DateTimeOffset At, int Stars, string Category, string? Comment, RehearsedOutcome Now, RehearsedOutcome Then)
{
    public RehearsedChange Changes { get; } =
        (Now.Opens != Then.Opens ? RehearsedChange.Opens : RehearsedChange.None)
        | (Now.Rule != Then.Rule ? RehearsedChange.Rule : RehearsedChange.None)
        | (Now.Severity != Then.Severity ? RehearsedChange.Severity : RehearsedChange.None)
        | (!Now.Posts.SequenceEqual(Then.Posts, StringComparer.Ordinal) ? RehearsedChange.Posts : RehearsedChange.None)
        | (!Now.Owners.SequenceEqual(Then.Owners, StringComparer.Ordinal) ? RehearsedChange.Owners : RehearsedChange.None)
        | (Now.DueAt != Then.DueAt ? RehearsedChange.DueAt : RehearsedChange.None)
        | (Now.StepsGone != Then.StepsGone ? RehearsedChange.Steps : RehearsedChange.None);

    public bool Differs => (Changes & RehearsedChange.Real) != RehearsedChange.None;
}

/// <summary>A dry run over the past.</summary>
/// <param name="Answers">Those that opened a case, and those that did not but now would or still would not; newest first.</param>
/// <param name="IsCut">There were more than are looked at in one go; the newest were.</param>
public sealed record Rehearsal(DateTimeOffset Since, IReadOnlyList<RehearsedAnswer> Answers, bool IsCut)
{
    public int OpenedNow => Answers.Count(a => a.Now.Opens);

    public int OpenedThen => Answers.Count(a => a.Then.Opens);

    public int Changed => Answers.Count(a => a.Differs);
}
