using System.Globalization;
using System.Text.RegularExpressions;

namespace CinemaCx.Connectors.Sms;

/// <summary>
/// Words for a template whose variables hold few characters each. Addresses are left out, the platform refuses them; what does not fit is cut; no variable
/// stays empty.
/// </summary>
public static partial class SmsWords
{
    private const string Cut = "…";
    private const string Nothing = "。";

    /// <summary>One text for each variable.</summary>
    /// <param name="variables">How many the template has.</param>
    /// <param name="length">How many UTF-16 units one of them holds.</param>
    public static IReadOnlyList<string> Spread(string text, int variables, int length)
    {
        var elements = new List<string>();
        var reader = StringInfo.GetTextElementEnumerator(Blanks().Replace(Address().Replace(text, ""), " ").Trim());
        while (reader.MoveNext()) elements.Add(reader.GetTextElement());
        var parts = new List<string>(variables);
        for (var i = 0; i < variables; i++)
        {
            // As much as the share of this variable, so that the last has its part too.
            var share = (int)Math.Ceiling(elements.Count / (double)(variables - i));
            var part = Take(elements, Math.Max(share, 1), length, isLast: i == variables - 1);
            // A part of blanks only would come out empty.
            parts.Add(string.IsNullOrWhiteSpace(part) ? Nothing : part);
        }

        return parts;
    }

    private static string Take(List<string> elements, int share, int length, bool isLast)
    {
        var (taken, size) = (0, 0);
        while (taken < elements.Count && taken < share && size + elements[taken].Length <= length) size += elements[taken++].Length;
        var part = string.Concat(elements.Take(taken));
        elements.RemoveRange(0, taken);
        if (!isLast || elements.Count == 0) return part;
        while (part.Length > 0 && part.Length + Cut.Length > length) part = part[..^1];
        return (char.IsHighSurrogate(part.LastOrDefault()) ? part[..^1] : part) + Cut;
    }

    [GeneratedRegex(@"\w+://\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blanks();
}
