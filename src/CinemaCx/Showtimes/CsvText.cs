using System.Text;

namespace CinemaCx.Showtimes;

/// <summary>Comma-separated text (RFC 4180): quoted cells may hold commas, quotes written twice, and line breaks.</summary>
internal static class CsvText
{
    private const int Gb18030 = 54936;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding StrictGb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding(Gb18030, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>
    /// The text of the bytes: UTF-8 with or without byte order mark when they are valid UTF-8, otherwise GB18030, of which GBK and GB 2312 are parts.
    /// </summary>
    /// <returns>Null when they are neither.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        return TryDecode(StrictUtf8, bytes) ?? TryDecode(StrictGb18030, bytes);
    }

    /// <exception cref="FormatException">A quote is opened and never closed, or text follows a closing quote; the message is for the author of the file.</exception>
    public static List<ProgrammeLine> Parse(string text)
    {
        var lines = new List<ProgrammeLine>();
        var at = 0;
        var number = 1;
        while (at < text.Length)
        {
            var startedOn = number;
            var cells = new List<string>();
            do cells.Add(ReadCell(text, ref at, ref number));
            while (Skip(text, ref at, ','));
            if (at < text.Length)
            {
                if (!SkipLineEnd(text, ref at)) throw new FormatException($"第 {number} 行：引号之后有多余的文字。");
                number++;
            }

            lines.Add(new ProgrammeLine(startedOn, cells));
        }

        return lines;
    }

    private static string ReadCell(string text, ref int at, ref int number)
    {
        if (!Skip(text, ref at, '"'))
        {
            var end = text.AsSpan(at).IndexOfAny(",\r\n");
            end = end < 0 ? text.Length : at + end;
            var plain = text[at..end];
            at = end;
            return plain;
        }

        var openedOn = number;
        var cell = new StringBuilder();
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == '"' && !Skip(text, ref at, '"')) return cell.ToString();
            if (c == '\n' || (c == '\r' && (at == text.Length || text[at] != '\n'))) number++;
            cell.Append(c);
        }

        throw new FormatException($"第 {openedOn} 行：引号没有成对。");
    }

    private static bool Skip(string text, ref int at, char expected)
    {
        if (at >= text.Length || text[at] != expected) return false;
        at++;
        return true;
    }

    private static bool SkipLineEnd(string text, ref int at)
    {
        if (Skip(text, ref at, '\r'))
        {
            Skip(text, ref at, '\n');
            return true;
        }

        return Skip(text, ref at, '\n');
    }

    private static string? TryDecode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
