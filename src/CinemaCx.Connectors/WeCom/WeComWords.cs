using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CinemaCx.Connectors.WeCom;

/// <summary>Texts in the lengths that WeCom shows; cut only between what a reader sees as characters.</summary>
internal static partial class WeComWords
{
    private const string Cut = "…";

    /// <summary>At most so many UTF-16 units; null stays null.</summary>
    public static string? Fit(string? text, int units) => text is null ? null : Shorten(Clean(text, lines: false), units, element => element.Length);

    /// <summary>At most so many bytes of UTF-8; line breaks stay.</summary>
    public static string FitBytes(string text, int bytes) => Shorten(Clean(text, lines: true), bytes, Encoding.UTF8.GetByteCount);

    private static string Shorten(string text, int most, Func<string, int> size)
    {
        if (size(text) <= most)
            return text;
        var left = most - size(Cut);
        var kept = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            left -= size(element);
            if (left < 0)
                break;
            kept.Append(element);
        }
        return kept.ToString().TrimEnd() + Cut;
    }

    /// <summary>Without what neither JSON nor XML carries, and without a backslash before a u, which would read as an escape.</summary>
    private static string Clean(string text, bool lines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' && lines)
                clean.Append('\n');
            else if (rune.Value is '\n' or '\t')
                clean.Append(' ');
            else if (!Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF))
                clean.Append(rune);
        }
        return Escape().Replace(clean.ToString().Trim(), "＼u");
    }

    [GeneratedRegex(@"\\u", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Escape();
}
