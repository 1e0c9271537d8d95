using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Feedback;

/// <summary>What one's own chip stands for.</summary>
/// <param name="Category">Of the case it would make; <see cref="OwnWords.None"/>: it makes none.</param>
public sealed record OwnChip(string Label, string Category, bool IsPraise);

/// <summary>
/// Pure: chips and questions a cinema has thought of itself. Their codes are made of what they say, so that the same words are the same thing in every
/// edition and cinema; a chip's code tells its category too, so that whoever counts answers needs no edition for it.
/// </summary>
public static class OwnWords
{
    /// <summary>Belongs to no category: of a question such as "with whom did you come?".</summary>
    public const string None = "none";

    public const int LongestChip = 8;
    public const int LongestLine = 60;
    public const int BestScore = 5;

    private const string Complaint = "own-";
    private const string Praise = "ownplus-";
    private const string Question = "ask-";

    /// <summary>Categories one's own chip may stand for, with their names, in the order they are offered.</summary>
    public static readonly IReadOnlyList<(string Code, string Name)> Categories =
    [
        ("facility", "设施"), ("hygiene", "卫生"), ("staff", "员工"), ("concession", "餐饮"), ("ticketing", "票务"), ("av", "影音"), ("other", "其他"),
    ];

    /// <summary>Kinds one's own question may be of, with their names.</summary>
    public static readonly IReadOnlyList<(string Kind, string Name)> Kinds = [("chips", "点选"), ("score", "打 1–5 分"), ("line", "填一句话")];

    public static SurveyChip Chip(OwnChip own)
    {
        var mark = MarkOf($"{own.Label}\n{own.Category}\n{own.IsPraise}");
        return new SurveyChip($"{(own.IsPraise ? Praise : Complaint)}{own.Category}-{mark}", own.Label, null, own.Category, own.IsPraise);
    }

    public static SurveyQuestion Ask(string kind, string title, int starsAtLeast, int starsAtMost, IReadOnlyList<SurveyChip> chips) =>
        new(Question + MarkOf($"{kind}\n{title}"), kind, title, starsAtLeast, starsAtMost, kind == "chips" ? chips : []);

    public static bool IsQuestion(string code) => code.StartsWith(Question, StringComparison.Ordinal);

    public static bool IsChip(string code) => code.StartsWith(Complaint, StringComparison.Ordinal) || code.StartsWith(Praise, StringComparison.Ordinal);

    /// <summary>The category a code of one's own says; null: none, or said of what was good.</summary>
    public static string? ComplaintOf(string code)
    {
        if (!code.StartsWith(Complaint, StringComparison.Ordinal)) return null;
        var end = code.LastIndexOf('-');
        var category = end > Complaint.Length ? code[Complaint.Length..end] : None;
        return Categories.Any(c => c.Code == category) ? category : null;
    }

    private static string MarkOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
