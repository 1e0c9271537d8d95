using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CinemaCx.MiniProgramApi;

/// <summary>A piece of a page, written as an interpolated string: what stands in the text is markup, what is put into a hole is encoded, unless it is a piece itself.</summary>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

    public static Html Nothing { get; } = $"";

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html piece) => _text.Append(piece._text);

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces) _text.Append(piece._text);
    }

    public void AppendFormatted(string? value) => _text.Append(Encoder.Encode(value ?? ""));

    public void AppendFormatted(long value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The piece where it is so, nothing where not.</summary>
    public static Html If(bool so, Html piece) => so ? piece : Nothing;

    public override string ToString() => _text.ToString();
}
