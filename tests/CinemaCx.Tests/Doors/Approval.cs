using CinemaCx.Tests.House;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>
/// Texts that others rely on, kept as files beside the tests: a change shows in the review as a change of the file. With
/// <c>CINEMACX_APPROVE=1</c> in the environment the files are written anew instead of compared.
/// </summary>
internal static class Approval
{
    public static readonly string Folder = Path.Combine(HouseMap.Root, "tests", "CinemaCx.Tests", "Doors", "Approved");

    private const int Shown = 12;

    public static void ShouldBeApproved(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        var now = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("CINEMACX_APPROVE") == "1")
        {
            File.WriteAllText(file, now);
            return;
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var difference = Difference(approved, now);
        Assert.True(
            difference.Count == 0,
            $"{HouseMap.Relative(file)} no longer tells the truth (- approved, + now):\n{string.Join('\n', difference)}\n"
            + $"If that is meant, accept it: CINEMACX_APPROVE=1 ./test.sh --filter {nameof(ApprovedTexts)}");
    }

    /// <summary>The first lines that differ, with where they are; nothing when the texts are the same.</summary>
    public static List<string> Difference(string approved, string now)
    {
        if (approved == now) return [];
        var (old, fresh) = (approved.Split('\n'), now.Split('\n'));
        var begin = 0;
        while (begin < Math.Min(old.Length, fresh.Length) && old[begin] == fresh[begin]) begin++;
        var end = 0;
        while (end < Math.Min(old.Length, fresh.Length) - begin && old[^(end + 1)] == fresh[^(end + 1)]) end++;
        var lines = new List<string> { $"@ line {begin + 1}" };
        AddSome(lines, "- ", old[begin..^end]);
        AddSome(lines, "+ ", fresh[begin..^end]);
        return lines;
    }

    private static void AddSome(List<string> lines, string mark, string[] changed)
    {
        lines.AddRange(changed.Take(Shown).Select(line => mark + line));
        if (changed.Length > Shown) lines.Add($"{mark}… and {changed.Length - Shown} more lines");
    }
}
