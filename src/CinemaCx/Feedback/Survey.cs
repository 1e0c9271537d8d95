namespace CinemaCx.Feedback;

/// <summary>A part of the visit that is judged by itself.</summary>
public sealed record SurveyStage(string Code, string Label);

/// <summary>Something a guest taps instead of typing it.</summary>
/// <param name="Code">Stable, kebab-case; what answers keep.</param>
/// <param name="Label">What she reads.</param>
/// <param name="Stage">Code of the <see cref="SurveyStage"/> it belongs to; null: to none.</param>
/// <param name="Category">Of the case it would make: <c>facility</c>, <c>hygiene</c>, <c>staff</c>, <c>concession</c>, <c>ticketing</c>, <c>av</c> or <c>other</c>.</param>
/// <param name="IsPraise">Said of what was good.</param>
public sealed record SurveyChip(string Code, string Label, string? Stage, string Category, bool IsPraise = false);

/// <summary>The words of the micro-survey.</summary>
public static class Survey
{
    public const int LongestComment = 1000;

    public static readonly IReadOnlyList<SurveyStage> Stages =
    [
        new("ticketing", "购票"),
        new("entry", "检票"),
        new("concession", "餐饮"),
        new("environment", "环境"),
        new("av", "影音"),
    ];

    public static readonly IReadOnlyList<SurveyChip> Chips =
    [
        new("too-cold", "影厅太冷", "environment", "facility"),
        new("too-hot", "影厅太热", "environment", "facility"),
        new("seat-broken", "座椅损坏", "environment", "facility"),
        new("hall-dirty", "影厅不干净", "environment", "hygiene"),
        new("smell", "有异味", "environment", "hygiene"),
        new("noisy", "周围太吵", "environment", "staff"),
        new("washroom-dirty", "卫生间不干净", "environment", "hygiene"),
        new("washroom-supplies", "缺纸或洗手液", "environment", "hygiene"),
        new("washroom-broken", "设备损坏", "environment", "facility"),
        new("picture", "画面有问题", "av", "av"),
        new("sound", "声音有问题", "av", "av"),
        new("glasses", "3D 眼镜不好", "av", "av"),
        new("late-start", "没有准时放映", "av", "av"),
        new("staff-rude", "服务态度差", "entry", "staff"),
        new("entry-slow", "检票太慢", "entry", "staff"),
        new("way-unclear", "指引不清楚", "entry", "staff"),
        new("machine-broken", "取票机故障", "ticketing", "ticketing"),
        new("queue", "排队太久", "ticketing", "ticketing"),
        new("price-unclear", "价格不清楚", "ticketing", "ticketing"),
        new("refund-hard", "退改不方便", "ticketing", "ticketing"),
        new("food-bad", "餐食不好", "concession", "concession"),
        new("food-slow", "等餐太久", "concession", "concession"),
        new("food-dear", "餐食太贵", "concession", "concession"),
        new("hurt", "受伤或不适", null, "other"),
        new("good-picture", "画面好", "av", "av", IsPraise: true),
        new("good-sound", "音效好", "av", "av", IsPraise: true),
        new("good-seat", "座椅舒适", "environment", "facility", IsPraise: true),
        new("good-clean", "干净整洁", "environment", "hygiene", IsPraise: true),
        new("good-staff", "服务热情", "entry", "staff", IsPraise: true),
        new("good-ticketing", "取票方便", "ticketing", "ticketing", IsPraise: true),
        new("good-food", "餐食好吃", "concession", "concession", IsPraise: true),
    ];

    private static readonly Dictionary<string, SurveyChip> ByCode = Chips.ToDictionary(c => c.Code, StringComparer.Ordinal);
    private static readonly HashSet<string> StageCodes = Stages.Select(s => s.Code).ToHashSet(StringComparer.Ordinal);

    /// <returns>Null when no chip of the house is called so; those of an edition are in its form.</returns>
    public static SurveyChip? Chip(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>Case categories of what she tapped as bad, in her order; none when she tapped nothing.</summary>
    public static IReadOnlyList<string> CategoriesOf(IEnumerable<string> chips) =>
        [.. chips.Select(ComplaintOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static string? ComplaintOf(string code) => Chip(code) is { } chip ? chip.IsPraise ? null : chip.Category : OwnWords.ComplaintOf(code);

    public static bool IsStage(string code) => StageCodes.Contains(code);
}
