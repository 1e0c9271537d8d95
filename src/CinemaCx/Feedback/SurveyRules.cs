using System.Globalization;

namespace CinemaCx.Feedback;

/// <summary>A question a survey may ask; its code says where the answer is kept.</summary>
/// <param name="Name">What staff call it.</param>
/// <param name="UsualTitle">What it asks where nobody wrote something else.</param>
/// <param name="StarsAtLeast">It is never asked of those who gave fewer.</param>
/// <param name="StarsAtMost">It is never asked of those who gave more.</param>
public sealed record SurveyAsk(string Code, string Kind, string Name, string UsualTitle, int StarsAtLeast, int StarsAtMost);

/// <summary>
/// Pure: what a survey may be. Nobody is asked more than five questions or kept longer than thirty seconds. The seconds are a plain reckoning, rather too
/// many than too few: reading at six characters a second, half a second to look at each thing to tap, and the answering itself.
/// </summary>
public static class SurveyRules
{
    public const int MostSeconds = 30;
    public const int LongestTitle = 20;
    public const int MostChips = 16;

    /// <summary>Questions of one's own in a survey.</summary>
    public const int MostOwn = 3;
    private const int FewestChips = 2;
    private const double CharactersPerSecond = 6;
    private const double SecondsPerChip = 0.5;

    /// <summary>Every question there is, in the usual order; the stars come first.</summary>
    public static readonly IReadOnlyList<SurveyAsk> Asks =
    [
        new("stars", "stars", "星级", "这次感觉如何？", 1, 5),
        new("wrong", "chips", "不满之处", "哪里不好？", 1, 3),
        new("good", "chips", "满意之处", "哪里好？", 4, 5),
        new("nps", "scale", "推荐意愿 0–10", "愿意把我们推荐给朋友吗？", 1, 5),
        new("stages", "stages", "分项打分", "分项打分", 1, 5),
        new("comment", "text", "文字留言", "还想说点什么？", 1, 5),
        new("contact", "phone", "联系电话", "联系电话", 1, 2),
    ];

    /// <returns>Null when no question is called so.</returns>
    public static SurveyAsk? Ask(string code) => Asks.FirstOrDefault(a => a.Code == code);

    /// <summary>The chips a question may offer.</summary>
    public static IEnumerable<SurveyChip> ChipsFor(string code) => code switch
    {
        "wrong" => Survey.Chips.Where(c => !c.IsPraise),
        "good" => Survey.Chips.Where(c => c.IsPraise),
        _ => [],
    };

    /// <summary>How long one question takes.</summary>
    public static double Seconds(SurveyQuestion question) => (question.Title.Length / CharactersPerSecond) + question.Kind switch
    {
        "chips" => 2 + (SecondsPerChip * question.Chips.Count),
        "stars" => 2,
        "phone" or "stages" or "line" => 4,
        "score" => 2,
        _ => 3,
    };

    /// <summary>How long it takes somebody who gives so many stars.</summary>
    public static int Seconds(SurveyForm form, int stars) => (int)Math.Ceiling(form.Questions.Where(q => q.IsAskedAt(stars)).Sum(Seconds));

    /// <summary>What the page promises, to the nearest ten: what it takes the middle one of five guests.</summary>
    public static int Promised(SurveyForm form) =>
        Math.Max(10, 10 * (int)Math.Round(Enumerable.Range(1, 5).Select(stars => Seconds(form, stars)).Order().ElementAt(2) / 10.0, MidpointRounding.AwayFromZero));

    /// <summary>Everything that is wrong with a form, in words; empty when it may be published.</summary>
    public static IReadOnlyList<string> Faults(SurveyForm form)
    {
        var faults = new List<string>();
        if (form.Questions.Count == 0 || form.Questions[0].Code != "stars") faults.Add("第一题必须是星级");
        foreach (var twice in form.Questions.GroupBy(q => q.Code, StringComparer.Ordinal).Where(g => g.Count() > 1)) faults.Add($"“{Ask(twice.Key)?.Name ?? twice.First().Title}”只能问一次");
        if (form.Questions.Count(q => q.IsOwn) > MostOwn) faults.Add(Say($"自拟题目最多 {MostOwn} 题"));
        foreach (var question in form.Questions) faults.AddRange(Faults(question));
        if (faults.Count > 0) return faults;
        for (var stars = 1; stars <= 5; stars++)
        {
            var (count, seconds) = (form.Questions.Count(q => q.IsAskedAt(stars)), Seconds(form, stars));
            if (count > SurveyForm.MostQuestions) faults.Add(Say($"打 {stars} 星的观众会被问 {count} 题，最多 {SurveyForm.MostQuestions} 题"));
            if (seconds > MostSeconds) faults.Add(Say($"打 {stars} 星的观众约需 {seconds} 秒，最多 {MostSeconds} 秒"));
        }

        return faults;
    }

    private static IEnumerable<string> Faults(SurveyQuestion question)
    {
        if (question.IsOwn)
        {
            foreach (var fault in OwnFaults(question)) yield return fault;
            yield break;
        }

        if (Ask(question.Code) is not { } ask || ask.Kind != question.Kind)
        {
            yield return "有不认识的题目";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(question.Title) || question.Title.Length > LongestTitle || question.Title.Any(char.IsControl)) yield return Say($"“{ask.Name}”的问法须为 1 至 {LongestTitle} 个字");
        if (question.StarsAtLeast > question.StarsAtMost) yield return $"“{ask.Name}”的星级范围前后颠倒";
        else if (question.StarsAtLeast < ask.StarsAtLeast || question.StarsAtMost > ask.StarsAtMost) yield return Say($"“{ask.Name}”只能问打 {ask.StarsAtLeast} 至 {ask.StarsAtMost} 星的观众");
        if (ask.Code == "stars" && (question.StarsAtLeast, question.StarsAtMost) != (1, 5)) yield return "星级必须问所有人";
        if (ask.Kind != "chips") yield break;
        foreach (var fault in ChipFaults(question, ask.Name)) yield return fault;
        var own = question.Chips.Where(c => OwnWords.IsChip(c.Code)).ToList();
        if (question.Chips.Except(own).Except(ChipsFor(ask.Code)).Any()) yield return $"“{ask.Name}”有不能用的选项";
        // What is bad says what about, so that the case goes to whoever can mend it.
        if (own.Exists(c => c.IsPraise != (ask.Code == "good") || OwnWords.Categories.All(k => k.Code != c.Category))) yield return $"“{ask.Name}”的自拟选项须选择类别";
    }

    private static IEnumerable<string> OwnFaults(SurveyQuestion question)
    {
        if (OwnWords.Kinds.All(k => k.Kind != question.Kind))
        {
            yield return "有不认识的题目";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(question.Title) || question.Title.Length > LongestTitle || question.Title.Any(char.IsControl)) yield return Say($"自拟题目的问法须为 1 至 {LongestTitle} 个字");
        if (question.StarsAtLeast is < 1 or > 5 || question.StarsAtMost is < 1 or > 5 || question.StarsAtLeast > question.StarsAtMost) yield return $"“{question.Title}”的星级范围前后颠倒";
        if (question.Kind != "chips") yield break;
        foreach (var fault in ChipFaults(question, question.Title)) yield return fault;
        if (question.Chips.Any(c => c.IsPraise || !OwnWords.IsChip(c.Code) || (c.Category != OwnWords.None && OwnWords.Categories.All(k => k.Code != c.Category)))) yield return $"“{question.Title}”有不能用的选项";
    }

    private static IEnumerable<string> ChipFaults(SurveyQuestion question, string name)
    {
        if (question.Chips.Count is < FewestChips or > MostChips) yield return Say($"“{name}”须有 {FewestChips} 至 {MostChips} 个选项");
        if (question.Chips.Select(c => c.Label).Distinct(StringComparer.Ordinal).Count() != question.Chips.Count) yield return $"“{name}”的选项有重复";
        if (question.Chips.Any(c => OwnWords.IsChip(c.Code) && (c.Label.Length is 0 or > OwnWords.LongestChip || c.Label.Any(char.IsControl)))) yield return Say($"“{name}”的自拟选项须为 1 至 {OwnWords.LongestChip} 个字");
    }

    private static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
