namespace CinemaCx.Feedback;

/// <summary>One question, and of whom it is asked.</summary>
/// <param name="Code">Stable: <c>stars</c>, <c>wrong</c>, <c>good</c>, <c>nps</c>, <c>stages</c>, <c>comment</c>, <c>contact</c>; of a cinema's own question as <see cref="OwnWords"/> makes it.</param>
/// <param name="Kind">How it is answered: <c>stars</c>, <c>chips</c>, <c>scale</c> (0 to 10), <c>stages</c>, <c>text</c> or <c>phone</c>; one's own also <c>score</c> (1 to 5) and <c>line</c> (a few words).</param>
/// <param name="StarsAtLeast">Asked only of those who gave so many stars or more.</param>
/// <param name="StarsAtMost">Asked only of those who gave so many stars or fewer.</param>
/// <param name="Chips">Of a question answered by chips.</param>
public sealed record SurveyQuestion(string Code, string Kind, string Title, int StarsAtLeast, int StarsAtMost, IReadOnlyList<SurveyChip> Chips)
{
    public bool IsOwn => OwnWords.IsQuestion(Code);

    public bool IsAskedAt(long stars) => stars >= StarsAtLeast && stars <= StarsAtMost;
}

/// <summary>The questions of one kind of place: never more than five for anybody, and the first is answered by one tap.</summary>
public sealed record SurveyForm(IReadOnlyList<SurveyQuestion> Questions)
{
    public const int MostQuestions = 5;

    /// <summary>A chip it offers; null when it offers none of that code.</summary>
    public SurveyChip? Chip(string code) => Questions.SelectMany(q => q.Chips).FirstOrDefault(c => c.Code == code) ?? Survey.Chip(code);

    /// <summary>What each number of stars is called, from 1 to 5.</summary>
    public static readonly IReadOnlyList<string> StarNames = ["很差", "较差", "一般", "满意", "很棒"];

    private static readonly SurveyForm Show = Make(
        "这次观影感觉如何？",
        ["too-cold", "too-hot", "picture", "sound", "seat-broken", "hall-dirty", "smell", "noisy", "staff-rude", "queue", "food-bad", "hurt"],
        ["good-picture", "good-sound", "good-seat", "good-clean", "good-staff", "good-ticketing", "good-food"],
        asksOfVisit: true);

    private static readonly SurveyForm Washroom = Make(
        "卫生间还满意吗？",
        ["washroom-dirty", "smell", "washroom-supplies", "washroom-broken", "queue", "hurt"],
        ["good-clean", "good-staff"],
        asksOfVisit: false);

    private static readonly SurveyForm TicketMachine = Make(
        "取票还顺利吗？",
        ["machine-broken", "queue", "price-unclear", "refund-hard", "way-unclear", "staff-rude"],
        ["good-ticketing", "good-staff"],
        asksOfVisit: false);

    private static readonly SurveyForm Concession = Make(
        "卖品和服务还满意吗？",
        ["food-bad", "food-slow", "food-dear", "queue", "staff-rude", "hurt"],
        ["good-food", "good-staff", "good-clean"],
        asksOfVisit: false);

    /// <param name="kind">Null: of a ticket.</param>
    public static SurveyForm For(TouchpointKind? kind) => kind switch
    {
        TouchpointKind.Washroom => Washroom,
        TouchpointKind.TicketMachine => TicketMachine,
        TouchpointKind.Concession => Concession,
        _ => Show,
    };

    private static SurveyForm Make(string title, string[] wrong, string[] good, bool asksOfVisit)
    {
        List<SurveyQuestion> questions =
        [
            new("stars", "stars", title, 1, 5, []),
            new("wrong", "chips", "哪里不好？", 1, 3, [.. wrong.Select(c => Survey.Chip(c)!)]),
            new("good", "chips", "哪里好？", 4, 5, [.. good.Select(c => Survey.Chip(c)!)]),
        ];
        if (asksOfVisit)
        {
            questions.Add(new("nps", "scale", "愿意把我们推荐给朋友吗？", 3, 5, []));
            questions.Add(new("stages", "stages", "分项打分", 3, 5, []));
        }

        questions.Add(new("comment", "text", "还想说点什么？", 1, 5, []));
        questions.Add(new("contact", "phone", "联系电话", 1, 2, []));
        return new SurveyForm(questions);
    }
}
