using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Feedback;

/// <summary>What may be said, and what becomes of it. No I/O and no clock.</summary>
internal static class AnswerRules
{
    private const int LongestName = 64;
    private const int ShortestId = 16;
    private const int MostChips = 24;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="Refusal">400 for the shape of id, 422 for what is out of range.</exception>
    public static GivenAnswer Check(GivenAnswer given)
    {
        if (!IsName(given.Id, ShortestId)) throw FeedbackRefusals.BadId();
        if (given.Stars is < 1 or > 5) throw FeedbackRefusals.BadStars();
        if (given.Nps is < 0 or > 10) throw FeedbackRefusals.BadNps();
        foreach (var (stage, stars) in given.Stages ?? new Dictionary<string, int>(StringComparer.Ordinal))
            if (!Survey.IsStage(stage) || stars is < 1 or > 5) throw FeedbackRefusals.BadStage(Cut(stage));
        var chips = given.Chips?.Distinct(StringComparer.Ordinal).ToList();
        if (chips is { Count: > MostChips }) throw FeedbackRefusals.BadChip(Cut(chips[^1]));
        foreach (var chip in chips ?? [])
            if (chip is null || (Survey.Chip(chip) is null && !OwnWords.IsChip(chip))) throw FeedbackRefusals.BadChip(Cut(chip));
        var own = given.Own?.ToDictionary(o => o.Key, o => Clean(o.Value ?? ""), StringComparer.Ordinal);
        if (own is { Count: > SurveyRules.MostOwn }) throw FeedbackRefusals.BadOwn();
        var comment = given.Comment is null ? null : Clean(given.Comment);
        if (comment is { Length: > Survey.LongestComment }) throw FeedbackRefusals.LongComment(Survey.LongestComment);
        var phone = given.Phone is null ? null : Normalise(given.Phone);
        if (phone is { Length: > 0 } && !given.ContactConsent) throw FeedbackRefusals.ConsentRequired();
        return given with { Chips = chips, Own = own, Comment = comment, Phone = phone };
    }

    public static bool HasOwn(GivenAnswer given) => given.Own is { Count: > 0 } || given.Chips?.Any(OwnWords.IsChip) == true;

    /// <summary>What is said to questions and with chips of one's own must be among those she was shown.</summary>
    /// <param name="form">The questions the answer is kept with.</param>
    /// <exception cref="Refusal">422.</exception>
    public static void CheckOwn(GivenAnswer given, SurveyForm form)
    {
        foreach (var chip in given.Chips ?? [])
            if (form.Chip(chip) is null) throw FeedbackRefusals.BadChip(Cut(chip));
        foreach (var (code, said) in given.Own ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            var isFit = form.Questions.FirstOrDefault(q => q.IsOwn && q.Code == code)?.Kind switch
            {
                "score" => said.Length == 0 || (said.Length == 1 && said[0] is >= '1' and <= '5'),
                "line" => said.Length <= OwnWords.LongestLine,
                _ => false,
            };
            if (!isFit) throw FeedbackRefusals.BadOwn();
        }
    }

    /// <summary>The answer as it stands after what was sent; equal to the one before when nothing is new.</summary>
    /// <param name="given">Checked.</param>
    public static AnswerRow Apply(AnswerRow answer, GivenAnswer given, PersonalData personalData, DateTimeOffset now)
    {
        var comment = given.Comment is null ? answer.Comment : NullIfEmpty(given.Comment);
        var next = answer with
        {
            Stars = given.Stars,
            Nps = given.Nps ?? answer.Nps,
            Stages = given.Stages is null ? answer.Stages : Format(given.Stages),
            Chips = given.Chips is null ? answer.Chips : JsonSerializer.Serialize(given.Chips, Plain),
            Own = given.Own is null ? answer.Own : FormatOwn(given.Own),
            Comment = comment,
            TextState = comment == answer.Comment ? answer.TextState : TextState.Unchecked,
            PhotoName = given.PhotoName ?? answer.PhotoName,
        };
        return given.Phone switch
        {
            null => next,
            "" => next with { PhoneBox = null, PhoneIndex = null, PhoneMask = null, ConsentContactAt = null },
            // The same number is encrypted differently each time; its index tells that it is the same.
            var phone when personalData.Index(phone) == answer.PhoneIndex => next,
            var phone => next with
            {
                PhoneBox = personalData.Encrypt(phone),
                PhoneIndex = personalData.Index(phone),
                PhoneMask = PersonalData.MaskPhone(phone),
                ConsentContactAt = now,
            },
        };
    }

    /// <summary>What history keeps of a version; the number only masked.</summary>
    public static string BodyOf(AnswerRow answer) => JsonSerializer.Serialize(
        new
        {
            stars = answer.Stars,
            nps = answer.Nps,
            stages = ReadStages(answer.Stages),
            chips = ReadChips(answer.Chips),
            own = ReadOwn(answer.Own),
            comment = answer.Comment,
            phoneMask = answer.PhoneMask,
            photo = answer.PhotoName,
        },
        Plain);

    public static AnswerWords ReadBody(string body) => JsonSerializer.Deserialize<AnswerWords>(body, JsonSerializerOptions.Web)!;

    public static IReadOnlyDictionary<string, int> ReadStages(string json) => JsonSerializer.Deserialize<Dictionary<string, int>>(json) ?? [];

    public static IReadOnlyDictionary<string, string> ReadOwn(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    public static IReadOnlyList<string> ReadChips(string json) => JsonSerializer.Deserialize<List<string>>(json) ?? [];

    public static bool IsName(string? text, int least) =>
        text is not null && text.Length >= least && text.Length <= LongestName && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static string Format(IReadOnlyDictionary<string, int> stages) =>
        JsonSerializer.Serialize(stages.OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), Plain);

    // What is empty was taken back.
    private static string FormatOwn(IReadOnlyDictionary<string, string> own) => JsonSerializer.Serialize(
        own.Where(o => o.Value.Length > 0).OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal), Plain);

    /// <summary>Phones send what was pasted: line ends alike, nothing that no screen shows.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            if (rune.Value == '\n' || !Rune.IsControl(rune)) clean.Append(rune.ToString());
        return clean.ToString().Trim();
    }

    private static string Normalise(string phone) => string.IsNullOrWhiteSpace(phone) ? "" : PhoneText.ToE164(phone) ?? throw FeedbackRefusals.BadPhone();

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string Cut(string? text) => text is null ? "" : text.Length > 32 ? text[..32] : text;
}
