using System.Globalization;
using System.Text.Json;

namespace CinemaCx.Campaigns;

/// <summary>
/// Who is meant: a tree of <c>{"all":[…]}</c>, <c>{"any":[…]}</c>, <c>{"not":…}</c> and conditions <c>{"is":"orders","atLeast":2,…}</c>, read strictly
/// within limits, and turned into one statement both databases understand.
/// </summary>
public sealed class Audience
{
    /// <summary>How deep the tree may be.</summary>
    public const int MostDepth = 6;

    /// <summary>How many conditions it may hold.</summary>
    public const int MostConditions = 30;

    private readonly Node _root;

    private Audience(Node root) => _root = root;

    /// <param name="kinds">The kinds of conditions there are, by name.</param>
    /// <exception cref="Platform.Primitives.Refusal">422 <c>audience-invalid</c>, with the path of what is wrong.</exception>
    internal static Audience Read(JsonElement tree, IReadOnlyDictionary<string, ConditionKind> kinds)
    {
        var left = MostConditions;
        try
        {
            return new Audience(ReadNode(tree, "$", 1, kinds, ref left));
        }
        catch (InvalidOperationException)
        {
            // Half of a character is valid JSON and no text.
            throw CampaignRefusals.ConditionInvalid("$", "含有无法识别的字符");
        }
    }

    /// <summary>FROM … WHERE … over <c>g</c>, the guests who are meant.</summary>
    /// <param name="also">Conditions that must hold too; what they need was asked of the sources already.</param>
    internal SqlPiece Compile(AudienceSources sources, IReadOnlyList<SqlPiece> also)
    {
        var all = SqlPiece.Join(" AND ", [_root.Compile(sources, holds: true), .. also, sources.InSlice(SqlPiece.Name("g.id"))]);
        return SqlPiece.Of($"FROM guests g\n{sources.Joins()}\nWHERE {all}");
    }

    private static Node ReadNode(JsonElement tree, string path, int depth, IReadOnlyDictionary<string, ConditionKind> kinds, ref int left)
    {
        if (depth > MostDepth) throw CampaignRefusals.ConditionInvalid(path, $"条件最多嵌套 {MostDepth} 层");
        if (tree.ValueKind != JsonValueKind.Object) throw CampaignRefusals.ConditionInvalid(path, "应为一个条件");
        foreach (var word in new[] { "all", "any" })
        {
            if (!tree.TryGetProperty(word, out var inner)) continue;
            Alone(tree, path, word);
            if (inner.ValueKind != JsonValueKind.Array || inner.GetArrayLength() == 0) throw CampaignRefusals.ConditionInvalid($"{path}.{word}", "至少要有一个条件");
            var nodes = new List<Node>();
            foreach (var item in inner.EnumerateArray())
                nodes.Add(ReadNode(item, $"{path}.{word}[{nodes.Count.ToString(CultureInfo.InvariantCulture)}]", depth + 1, kinds, ref left));
            return new Group(nodes, word == "all");
        }

        if (tree.TryGetProperty("not", out var turned))
        {
            Alone(tree, path, "not");
            return new Not(ReadNode(turned, $"{path}.not", depth + 1, kinds, ref left));
        }

        if (--left < 0) throw CampaignRefusals.ConditionInvalid(path, $"最多 {MostConditions} 个条件");
        var name = tree.TryGetProperty("is", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        if (!kinds.TryGetValue(name, out var kind)) throw CampaignRefusals.ConditionInvalid($"{path}.is", $"没有这种条件，可用：{string.Join('、', kinds.Keys.Order(StringComparer.Ordinal))}");
        var reader = new ConditionReader(tree, path);
        var test = kind.Read(reader);
        reader.Finish();
        return new Leaf(test);
    }

    private static void Alone(JsonElement tree, string path, string word)
    {
        foreach (var member in tree.EnumerateObject())
            if (member.Name != word) throw CampaignRefusals.ConditionInvalid($"{path}.{member.Name}", $"不能与 {word} 写在一起");
    }

    private abstract record Node
    {
        /// <summary>Denials are carried down to the conditions: there a missing row can be told from an answer that is unknown.</summary>
        public abstract SqlPiece Compile(AudienceSources sources, bool holds);
    }

    private sealed record Group(IReadOnlyList<Node> Nodes, bool IsAll) : Node
    {
        public override SqlPiece Compile(AudienceSources sources, bool holds) =>
            SqlPiece.Of($"({SqlPiece.Join(IsAll == holds ? " AND " : " OR ", Nodes.Select(n => n.Compile(sources, holds)).ToList())})");
    }

    private sealed record Not(Node Inner) : Node
    {
        public override SqlPiece Compile(AudienceSources sources, bool holds) => Inner.Compile(sources, !holds);
    }

    private sealed record Leaf(AudienceTest Test) : Node
    {
        public override SqlPiece Compile(AudienceSources sources, bool holds) => Test(sources, holds);
    }
}
