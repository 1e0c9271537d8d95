using System.Text.RegularExpressions;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>The two READMEs tell the same story: same headings, same commands, links that lead somewhere.</summary>
public sealed partial class Readmes
{
    private const string English = """
        # A
        ## B
        ```sh
        ./run.sh   # once
        ```
        [docs](src/docs)
        """;

    [Fact]
    public void Both_readmes_have_the_same_shape_and_commands() => Assert.Empty(Differences(Read("README.md"), Read("README.zh-CN.md")));

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Every_link_inside_the_house_leads_somewhere(string readme)
    {
        var links = Links(Read(readme)).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(HouseMap.Root, link)), $"{link} is not there"));
    }

    [Fact]
    public void A_translated_comment_beside_a_command_is_not_a_difference() =>
        Assert.Empty(Differences(English, English.Replace("# once", "# 一次", StringComparison.Ordinal).Replace("## B", "## 乙", StringComparison.Ordinal)));

    [Theory]
    [InlineData("## B", "### B")]
    [InlineData("## B\n", "")]
    [InlineData("./run.sh ", "./run.sh --all ")]
    [InlineData("```sh", "```bash")]
    public void Another_heading_or_command_is_reported(string from, string to) =>
        Assert.NotEmpty(Differences(English, English.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public void A_link_is_seen() => Assert.Equal(["src/docs"], Links(English + "\n[out](https://example.com) [here](#a)"));

    private static string Read(string name) => File.ReadAllText(Path.Combine(HouseMap.Root, name)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static IEnumerable<string> Differences(string one, string other)
    {
        if (!Headings(one).SequenceEqual(Headings(other)))
            yield return $"headings: {string.Join(' ', Headings(one))} | {string.Join(' ', Headings(other))}";
        var (blocks, others) = (Blocks(one), Blocks(other));
        if (blocks.Count != others.Count) yield return $"code blocks: {blocks.Count} | {others.Count}";
        foreach (var (block, twin) in blocks.Zip(others).Where(pair => pair.First != pair.Second))
            yield return $"code block: {block} | {twin}";
    }

    private static IEnumerable<string> Headings(string text) => Fence().Replace(text, "").Split('\n')
        .Select(line => line.Length - line.TrimStart('#').Length)
        .Where(level => level > 0)
        .Select(level => $"h{level}");

    // Drawings (text, or no language) hold words that are translated; of them only the count is compared.
    private static IReadOnlyList<string> Blocks(string text) => [.. Fence().Matches(text).Select(match =>
        match.Groups["language"].Value is "" or "text"
            ? "drawing"
            : match.Groups["language"].Value + "\n" + Comment().Replace(match.Groups["body"].Value, ""))];

    private static IEnumerable<string> Links(string text) => Link().Matches(text)
        .Select(match => match.Groups["target"].Value.Split('#')[0])
        .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?:^|\s+)#\s.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
