using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CinemaCx.Connectors.WeCom;

/// <summary>
/// Writes what the serialiser spelt as <c>\uxxxx</c> as the character itself. Even the most relaxed encoder escapes emoji and the wide space U+3000,
/// both of which guests type, and WeCom refuses such a request with 40033.
/// </summary>
internal static class UnescapedJson
{
    public static byte[] Of(byte[] json)
    {
        if (json.AsSpan().IndexOf("\\u"u8) < 0)
            return json;

        var plain = new MemoryStream(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                plain.WriteByte(json[i]);
                continue;
            }

            if (json[i + 1] == 'u' && Take(json, i) is { Length: > 0 } characters)
            {
                plain.Write(Encoding.UTF8.GetBytes(characters));
                i += 6 * characters.Length - 1;
                continue;
            }

            // Two bytes at once: the second of an escaped backslash begins nothing.
            plain.WriteByte(json[i++]);
            plain.WriteByte(json[i]);
        }
        return plain.ToArray();
    }

    /// <summary>The one or two UTF-16 units escaped here; empty when they must stay as they are.</summary>
    private static string Take(byte[] json, int at)
    {
        var first = Unit(json, at);
        if (first < ' ' || first is '"' or '\\')
            return "";
        if (!char.IsSurrogate(first))
            return first.ToString();
        return at + 12 <= json.Length && json[at + 6] == '\\' && json[at + 7] == 'u' && char.IsSurrogatePair(first, Unit(json, at + 6))
            ? string.Create(CultureInfo.InvariantCulture, $"{first}{Unit(json, at + 6)}")
            : "";
    }

    private static char Unit(byte[] json, int at) =>
        Utf8Parser.TryParse(json.AsSpan(at + 2, 4), out uint unit, out var read, 'x') && read == 4 ? (char)unit : '\0';
}
