using System.Globalization;
using System.Text.RegularExpressions;
using CinemaCx.Tests.House;

namespace CinemaCx.Tests.Doors;

/// <summary>A refusal as the sources spell it.</summary>
internal sealed record RefusalText(int Status, string Code, string Sentence, string File);

/// <summary>Finds every refusal in the sources.</summary>
internal static partial class RefusalTexts
{
    // The simulators speak for the platforms, in the platforms' words.
    private static readonly string[] Others = ["tests/", "src/CinemaCx.Simulators/"];

    public static IReadOnlyList<RefusalText> OfTheHouse() =>
        [.. Sources().SelectMany(file => Of(File.ReadAllText(file), HouseMap.Relative(file)))];

    public static IEnumerable<RefusalText> Of(string source, string file) =>
        Spelled().Matches(source).Select(m => new RefusalText(int.Parse(m.Groups["status"].Value, CultureInfo.InvariantCulture), m.Groups["code"].Value, m.Groups["sentence"].Value, file));

    /// <summary>Places that make a refusal in a way the search above cannot read.</summary>
    public static IEnumerable<string> Unread() => Sources().SelectMany(file => Unread(File.ReadAllText(file), HouseMap.Relative(file)));

    public static IEnumerable<string> Unread(string source, string file) => Made().Matches(source)
        .Where(made => !SpelledHere().IsMatch(source, made.Index + made.Length))
        .Select(made => $"{file}: {source[made.Index..Math.Min(source.Length, made.Index + 80)].ReplaceLineEndings(" ")}");

    private static IEnumerable<string> Sources() => HouseMap.CSharpFiles().Where(file => !Others.Any(HouseMap.Relative(file).StartsWith));

    private const string Spelling =
        """(?:StatusCodes\.Status)?(?<status>[45]\d\d)\w*,\s*"(?<code>[a-z][a-z0-9-]*)",\s*(?:\w+,\s*|\[\],\s*)?\$?"(?<sentence>(?:[^"\\{]|\\.|\{(?:[^{}"]|"[^"]*")*\})*)["]""";

    [GeneratedRegex(Spelling, RegexOptions.ExplicitCapture)]
    private static partial Regex Spelled();

    [GeneratedRegex(@"\G\s*" + Spelling, RegexOptions.ExplicitCapture)]
    private static partial Regex SpelledHere();

    [GeneratedRegex(@"new Refusal\(|\b(Refusal|SeatChoiceProblem) (?!About)\w+\([^)]*\)\s*=>\s*(new|About)\s*\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Made();
}
