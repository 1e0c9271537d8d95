using System.Text;
using System.Text.RegularExpressions;

namespace CinemaCx.WecomBot.Commands;

/// <param name="Verb">As it was typed.</param>
/// <param name="CaseName">C123; null when none was named.</param>
/// <param name="Words">The rest.</param>
internal sealed partial record Spoken(string Verb, string? CaseName, string Words)
{
    /// <summary>
    /// Takes a line apart, forgiving: full-width or half-width, with or without blanks (<c>受理C123</c>, <c>受理 １２３</c>, <c>#123 受理</c>), and a verb with one
    /// wrong character still finds its command.
    /// </summary>
    /// <returns>Null when no command is meant.</returns>
    public static (Spoken Spoken, ChatCommand Command)? Parse(string text, IReadOnlyList<ChatCommand> commands)
    {
        var line = Blanks().Replace(text.Normalize(NormalizationForm.FormKC), " ").Trim().TrimEnd('。', '!', '.');
        if (line.Length is 0 or > 1000) return null;
        string? caseName = null;
        var rest = line;
        if (CaseNumber().Match(line) is { Success: true } number)
        {
            caseName = "C" + number.Groups["n"].Value;
            rest = Blanks().Replace(line.Remove(number.Index, number.Length), " ").Trim();
        }

        // The longest name that the line begins with; then one that is a slip of the finger away.
        var named = commands.SelectMany(c => c.Names.Select(n => (Name: n, Command: c))).OrderByDescending(n => n.Name.Length).ToList();
        foreach (var (name, command) in named)
        {
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return (new Spoken(name, caseName, rest[name.Length..].Trim(' ', ':', '，', ',')), command);
        }

        var verb = rest.Split(' ', 2)[0];
        var close = named.Where(n => n.Name.Length >= 2 && (Distance(verb, n.Name) == 1 || (caseName is not null && verb.Length > n.Name.Length && Distance(verb[..n.Name.Length], n.Name) == 1)))
            .Select(n => n.Command).Distinct().ToList();
        return close.Count == 1 ? (new Spoken(verb, caseName, rest[verb.Length..].Trim()), close[0]) : null;
    }

    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1) return 2;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
                corner = above;
            }
        }

        return row[b.Length];
    }

    [GeneratedRegex(@"[cC#]\s*(?<n>\d{1,12})(?!\d)|(?<![\d元块])(?<n>\d{3,12})(?!\d|\s*[元块])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CaseNumber();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
