using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>What can only be seen in the text: length, clocks, versions, warnings put to sleep.</summary>
public sealed partial class SourceText
{
    private const int MostLines = 400;

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() => AssertHolds(TooLong);

    [Fact]
    public void Nobody_reads_the_wall_clock() => AssertHolds(WallClocks);

    [Fact]
    public void A_warning_is_put_to_sleep_only_with_a_reason() => AssertHolds(SleepingWarnings);

    [Fact]
    public void No_test_is_switched_off_in_its_attribute() => AssertHolds(SwitchedOffTests);

    [Fact]
    public void Package_versions_live_in_one_file()
    {
        var files = HouseMap.BuildFiles().Where(file => Path.GetFileName(file) != "Directory.Packages.props").ToList();

        Assert.Empty(files.SelectMany(file => Versions(File.ReadAllText(file)).Select(version => $"{HouseMap.Relative(file)}: {version}")));
        Assert.True(files.Count > 8, $"the rule saw only {files.Count} files");
    }

    [Fact]
    public void A_file_of_401_lines_is_reported()
    {
        Assert.NotEmpty(TooLong(string.Concat(Enumerable.Repeat("x\n", MostLines + 1))));
        Assert.Empty(TooLong(string.Concat(Enumerable.Repeat("x\n", MostLines))));
    }

    [Theory]
    [InlineData("var now = DateTime", ".Now;")]
    [InlineData("var now = DateTimeOffset", ".UtcNow;")]
    [InlineData("var now = System.DateTime", ".Today;")]
    [InlineData("var now = DateTime", "\n    .UtcNow;")]
    [InlineData("Thread", ".Sleep(1);")]
    public void A_wall_clock_is_reported(string before, string after) => Assert.NotEmpty(WallClocks(before + after));

    [Fact]
    public void Asking_the_time_provider_is_not_reported() => Assert.Empty(WallClocks("var now = time.GetUtcNow(); var then = DateTimeOffset.UnixEpoch;"));

    [Theory]
    [InlineData("", "#pragma warning ", "disable CA1234", true)]
    [InlineData("", "#pragma warning ", "disable CA1234 // why", true)]
    [InlineData("", "#pragma warning ", "disable CA1234 // the platform names it so", false)]
    [InlineData("// The platform names it so.\n", "#pragma warning ", "disable CA1234", false)]
    [InlineData("", "    [Suppress", "Message(\"Design\", \"CA1234\")]", true)]
    [InlineData("", "    [Suppress", "Message(\"Design\", \"CA1234\", Justification = \"the platform names it so\")]", false)]
    public void A_warning_put_to_sleep_without_a_reason_is_reported(string before, string start, string rest, bool wrong) =>
        Assert.Equal(wrong, SleepingWarnings(before + start + rest + "\n").Any());

    [Theory]
    [InlineData("    [Fa", "ct(Skip = \"later\")]", true)]
    [InlineData("    [Theo", "ry(DisplayName = \"x\", Skip = \"later\")]", true)]
    [InlineData("    [Fa", "ct(Timeout = 1000)]", false)]
    public void A_test_switched_off_is_reported(string start, string rest, bool wrong) => Assert.Equal(wrong, SwitchedOffTests(start + rest).Any());

    [Theory]
    [InlineData("""<PackageReference Include="linq2db" Version="6.5.1" />""", true)]
    [InlineData("""<PackageReference Include="linq2db" VersionOverride="6.5.1" />""", true)]
    [InlineData("""<PackageReference Include="linq2db"><Version>6.5.1</Version></PackageReference>""", true)]
    [InlineData("""<PackageVersion Include="linq2db" Version="6.5.1" />""", true)]
    [InlineData("""<PackageReference Include="linq2db" />""", false)]
    public void A_version_elsewhere_is_reported(string item, bool wrong) =>
        Assert.Equal(wrong, Versions($"<Project><ItemGroup>{item}</ItemGroup></Project>").Any());

    private static void AssertHolds(Func<string, IEnumerable<string>> rule)
    {
        var files = HouseMap.CSharpFiles().ToList();

        Assert.Empty(files.SelectMany(file => rule(File.ReadAllText(file)).Select(violation => $"{HouseMap.Relative(file)}: {violation}")));
        Assert.True(files.Count > 80, $"the rule saw only {files.Count} files");
        Assert.All(["src/", "miniprogram-api/", "wecom-bot/", "tests/"], folder =>
            Assert.Contains(files, file => HouseMap.Relative(file).StartsWith(folder, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> TooLong(string text)
    {
        var lines = text.AsSpan().Count('\n') + (text.Length > 0 && !text.EndsWith('\n') ? 1 : 0);
        return lines > MostLines ? [$"{lines} lines"] : [];
    }

    private static IEnumerable<string> WallClocks(string text) => WallClock().Matches(text).Select(match => match.Value);

    private static IEnumerable<string> SleepingWarnings(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var reasoned = Reason().IsMatch(lines[i]) || (i > 0 && Reason().IsMatch(lines[i - 1]));
            if ((PragmaDisable().IsMatch(lines[i]) || Suppression().IsMatch(lines[i])) && !reasoned) yield return lines[i].Trim();
        }
    }

    private static IEnumerable<string> SwitchedOffTests(string text) => SwitchedOff().Matches(text).Select(match => match.Value);

    private static IEnumerable<string> Versions(string project) =>
        from item in XDocument.Parse(project).Descendants()
        where item.Name.LocalName is "PackageReference" or "PackageVersion" or "GlobalPackageReference"
        where item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null
            || item.Elements().Any(child => child.Name.LocalName is "Version" or "VersionOverride")
        select item.ToString();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\s*\.\s*(?:Utc)?(?:Now|Today)\b|\bThread\s*\.\s*Sleep\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WallClock();

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PragmaDisable();

    [GeneratedRegex(@"^\s*\[.*SuppressMessage\(", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Suppression();

    // A reason has at least three words.
    [GeneratedRegex("""(?:///?|Justification = ")\s*\S+\s+\S+\s+\S+""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reason();

    [GeneratedRegex(@"\[(?:Fact|Theory)\([^\]]*\bSkip\s*=[^\]]*\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SwitchedOff();
}
