using System.Text.RegularExpressions;
using CinemaCx.Console.Pages.Staff;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>What staff did is read by people: every act and thing the code writes into the log has a word in the console.</summary>
public sealed partial class WordsOfTheLog
{
    [Fact]
    public void Every_act_and_every_thing_has_its_word()
    {
        var written = HouseMap.CSharpFiles().Where(file => !HouseMap.Relative(file).StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => WrittenIn(File.ReadAllText(file))).Distinct().ToList();

        Assert.DoesNotContain(written, w => !ActWords.Acts.ContainsKey(w.Act) || !ActWords.Things.ContainsKey(w.Thing));
        Assert.True(written.Count > 25, $"the rule saw only {written.Count} acts");
    }

    [Fact]
    public void An_act_without_a_word_would_be_found() =>
        Assert.Equal([("no-such-act", "no-such-thing")], WrittenIn("StaffActs.Write(script, by, \"no-such-act\", \"no-such-thing\", id, new { }, now);"));

    private static IEnumerable<(string Act, string Thing)> WrittenIn(string source) =>
        Written().Matches(source).Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    [GeneratedRegex("(?:StaffActs\\.Write|acts\\.WriteAsync)\\([^\";]*\"([a-z-]+)\", \"([a-z-]+)\"")]
    private static partial Regex Written();
}
