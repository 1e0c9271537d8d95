using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CinemaCx.Cinemas;
using CinemaCx.Console.Pages.Coupons;
using CinemaCx.Console.Parts;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Console.Pages.Campaigns;

/// <summary>
/// Pure: between the lines of the form and the tree that audiences are kept as. What the tree can say beyond it is written as JSON in the form's other field.
/// </summary>
public sealed class AudienceFields(IReadOnlyList<CinemaView> cinemas)
{
    private const string AtLeast = "at-least";
    private const string AtMost = "at-most";
    private const string Within = "within";
    private const string Ago = "ago";
    private const string Is = "is";
    private const string Not = "not";
    private static readonly char[] Between = ['、', ',', '，', ';', '；', ' '];
    private static readonly string[] Counting = [AtLeast, AtMost];
    private static readonly string[] Timing = [Within, Ago];
    private static readonly string[] Being = [Is, Not];
    private static readonly (string Word, string Name)[] Purposes = [("marketing", "营销"), ("profiling", "推荐"), ("research", "调研")];

    public static IReadOnlyList<Choice> Ops { get; } =
        [new(AtLeast, "至少"), new(AtMost, "至多"), new(Within, "在近…天内"), new(Ago, "在…天以前"), new(Is, "是 / 有"), new(Not, "不是 / 没有")];

    private static readonly (string Word, string Name, string[] Ops, string Example, bool HasDays)[] Fields =
    [
        ("orders", "下单次数", Counting, "2", true),
        ("watched", "观影场次", Counting, "2", true),
        ("spend", "消费金额（元）", Counting, "200", true),
        ("last-order", "最近一次下单", Timing, "60", false),
        ("joined", "加入时间", Timing, "30", false),
        ("tier", "会员等级", Being, "银卡、金卡", false),
        ("tag", "标签", Being, "影迷", false),
        ("genre", "看过的类型", Being, "科幻、动画", true),
        ("cinema", "购过票的影院", Being, "影院名称", true),
        ("stars", "评价星级", Counting, "4", true),
        ("consent", "已授权", Being, "营销、推荐或调研", false),
        ("birthday", "生日月份", Being, "5、6", false),
        ("phone", "留有手机号", Being, "不用填", false),
        ("everyone", "所有观众", Being, "不用填", false),
    ];

    public static IReadOnlyList<Choice> Names { get; } = [.. Fields.Select(f => new Choice(f.Word, f.Name))];

    /// <summary>What to type, for the form's help.</summary>
    public static IReadOnlyList<(string Name, string Ops, string Example, bool HasDays)> Hints { get; } =
        [.. Fields.Select(f => (f.Name, string.Join('、', f.Ops.Select(o => Ops.First(c => c.Value == o).Text)), f.Example, f.HasDays))];

    /// <exception cref="Refusal">422 <c>audience-invalid</c>, with the line in its sentence.</exception>
    public JsonElement Write(AudienceLines lines)
    {
        if (lines.Rows.Count == 0) throw Wrong(1, "请至少填写一个条件");
        var parts = new JsonArray();
        foreach (var (i, row) in lines.Rows.Index()) parts.Add((JsonNode)Write(row, i + 1));
        return JsonSerializer.SerializeToElement(new JsonObject { [lines.IsAll ? "all" : "any"] = parts });
    }

    /// <returns>Null when the form has no words for it.</returns>
    public AudienceLines? Read(JsonElement tree)
    {
        if (tree.ValueKind != JsonValueKind.Object) return null;
        foreach (var word in new[] { "all", "any" })
        {
            if (!tree.TryGetProperty(word, out var inner)) continue;
            if (inner.ValueKind != JsonValueKind.Array) return null;
            var rows = inner.EnumerateArray().Select(ReadRow).ToList();
            return rows.Contains(null) ? null : new AudienceLines(word == "all", rows.OfType<AudienceRow>().ToList());
        }

        return ReadRow(tree) is { } only ? new AudienceLines(true, [only]) : null;
    }

    /// <summary>As one would say it: <c>近 90 天内下单次数至少 2</c>.</summary>
    public static string Say(AudienceRow row)
    {
        var name = Fields.First(f => f.Word == row.Field).Name;
        var within = row.Days.Length > 0 ? $"近 {row.Days} 天内" : "";
        return row switch
        {
            { Field: "everyone" } => row.Op == Is ? "所有观众" : "没有人",
            { Field: "phone" } => row.Op == Is ? "留有手机号" : "没有留手机号",
            { Op: AtLeast } => $"{within}{name}至少 {row.Value}",
            { Op: AtMost } => $"{within}{name}至多 {row.Value}",
            { Op: Within } => $"{name}在近 {row.Value} 天内",
            { Op: Ago } => $"{name}在 {row.Value} 天以前",
            { Op: Is } => $"{within}{name}：{row.Value}",
            _ => $"{within}{name}不是：{row.Value}",
        };
    }

    private JsonObject Write(AudienceRow row, int line)
    {
        var (_, name, ops, _, hasDays) = Fields.FirstOrDefault(f => f.Word == row.Field);
        if (name is null) throw Wrong(line, "请选择条件");
        if (!ops.Contains(row.Op)) throw Wrong(line, $"{name}请选择“{string.Join("”或“", ops.Select(o => Ops.First(c => c.Value == o).Text))}”");
        if (row.Days.Length > 0 && !hasDays) throw Wrong(line, $"{name}不用填近几天");
        var condition = Condition(row, line);
        if (row.Days.Length > 0) condition["withinDays"] = Number(row.Days, line, "近几天");
        return row.Op == Not ? new JsonObject { ["not"] = condition } : condition;
    }

    private JsonObject Condition(AudienceRow row, int line) => row.Field switch
    {
        "orders" or "watched" => new() { ["is"] = row.Field, [row.Op == AtLeast ? "atLeast" : "atMost"] = Number(row.Value, line, "次数") },
        "spend" => new() { ["is"] = "spend", [row.Op == AtLeast ? "atLeastFen" : "atMostFen"] = (FormValues.YuanOf(row.Value) ?? throw Wrong(line, "请填写金额")).Value },
        "last-order" or "joined" => new() { ["is"] = row.Field, [row.Op == Within ? "withinDays" : "moreThanDaysAgo"] = Number(row.Value, line, "天数") },
        "tier" => new() { ["is"] = "tier", ["tiers"] = List(Words(row.Value, line).Select(w => TierOf(w) ?? throw Wrong(line, "等级应为普通会员、银卡或金卡"))) },
        "tag" => new() { ["is"] = "tag", ["tag"] = row.Value.Length > 0 ? row.Value : throw Wrong(line, "请填写标签") },
        "genre" => new() { ["is"] = "watched", ["genres"] = List(Words(row.Value, line)) },
        "cinema" => new() { ["is"] = "orders", ["cinemaIds"] = List(Words(row.Value, line).Select(w => cinemas.FirstOrDefault(c => c.Name == w || c.Code == w || c.Id == w)?.Id ?? throw Wrong(line, $"没有叫“{w}”的影院"))) },
        "stars" => new() { ["is"] = "rated", [row.Op == AtLeast ? "leastStars" : "mostStars"] = Number(row.Value, line, "星级") },
        "consent" => new() { ["is"] = "consent", ["purpose"] = Purposes.FirstOrDefault(p => p.Name == row.Value || p.Word == row.Value).Word ?? throw Wrong(line, "授权应为营销、推荐或调研") },
        "birthday" => new() { ["is"] = "birthday-month", ["months"] = new JsonArray([.. Words(row.Value, line).Select(w => (JsonNode)Number(w, line, "月份"))]) },
        "phone" => new() { ["is"] = "phone-bound" },
        _ => new() { ["is"] = "everyone" },
    };

    private AudienceRow? ReadRow(JsonElement node)
    {
        if (node.ValueKind != JsonValueKind.Object) return null;
        var isNot = node.TryGetProperty("not", out var turned);
        var condition = isNot ? turned : node;
        if (condition.ValueKind != JsonValueKind.Object || !condition.TryGetProperty("is", out var kind) || kind.ValueKind != JsonValueKind.String) return null;
        // Whatever the form would not write in the very same words, it does not show.
        return Candidates(kind.GetString()!, condition, isNot ? Not : Is).FirstOrDefault(row => JsonNode.DeepEquals(TryWrite(row), JsonNode.Parse(node.GetRawText())));
    }

    private JsonObject? TryWrite(AudienceRow row)
    {
        try
        {
            return Write(row, 1);
        }
        catch (Refusal)
        {
            return null;
        }
    }

    private IEnumerable<AudienceRow> Candidates(string kind, JsonElement condition, string being)
    {
        string Text(string name) => condition.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.Array ? string.Join('、', value.EnumerateArray().Select(v => v.ToString())) : value.ToString() : "";
        var days = Text("withinDays");
        switch (kind)
        {
            case "orders" or "watched":
                yield return new(kind, AtLeast, Text("atLeast"), days);
                yield return new(kind, AtMost, Text("atMost"), days);
                yield return new("genre", being, Text("genres"), days);
                yield return new("cinema", being, string.Join('、', Text("cinemaIds").Split('、').Select(id => cinemas.FirstOrDefault(c => c.Id == id)?.Name ?? id)), days);
                break;
            case "spend":
                yield return new(kind, AtLeast, YuanText(Text("atLeastFen")), days);
                yield return new(kind, AtMost, YuanText(Text("atMostFen")), days);
                break;
            case "last-order" or "joined":
                yield return new(kind, Within, days);
                yield return new(kind, Ago, Text("moreThanDaysAgo"));
                break;
            case "tier":
                yield return new(kind, being, string.Join('、', Text("tiers").Split('、').Select(t => TierWords.Read(t) is { } tier ? TierWords.Name(tier) : t)));
                break;
            case "tag":
                yield return new(kind, being, Text("tag"));
                break;
            case "rated":
                yield return new("stars", AtLeast, Text("leastStars"), days);
                yield return new("stars", AtMost, Text("mostStars"), days);
                break;
            case "consent":
                yield return new(kind, being, Purposes.FirstOrDefault(p => p.Word == Text("purpose")).Name ?? "");
                break;
            case "birthday-month":
                yield return new("birthday", being, Text("months"));
                break;
            case "phone-bound":
                yield return new("phone", being);
                break;
            case "everyone":
                yield return new(kind, being);
                break;
        }
    }

    private static string? TierOf(string word) => word switch { "普通会员" or "普通" or "standard" => "standard", "银卡" or "silver" => "silver", "金卡" or "gold" => "gold", _ => null };

    private static string YuanText(string fen) =>
        long.TryParse(fen, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? (amount / 100m).ToString("0.##", CultureInfo.InvariantCulture) : "";

    private static JsonArray List(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode)w)]);

    private static string[] Words(string value, int line) =>
        value.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } words ? words : throw Wrong(line, "请填写内容");

    private static long Number(string text, int line, string what) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(line, $"{what}应为整数");

    private static Refusal Wrong(int line, string why) => new(422, "audience-invalid", $"第 {line} 个条件：{why}");
}
