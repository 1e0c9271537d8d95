namespace CinemaCx.Staff;

/// <summary>The posts a roster fills, and the words people write for them.</summary>
public static class DutyPost
{
    public const string DutyManager = "duty-manager";
    public const string Engineering = "engineering";

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["值班经理"] = DutyManager,
        ["经理"] = DutyManager,
        ["值班"] = DutyManager,
        [DutyManager] = DutyManager,
        ["工程"] = Engineering,
        ["工程师"] = Engineering,
        [Engineering] = Engineering,
    };

    /// <returns>Null when nobody knows the word.</returns>
    public static string? Of(string word) => Words.GetValueOrDefault(word);

    public static string NameOf(string post) => post == DutyManager ? "值班经理" : "工程";
}
