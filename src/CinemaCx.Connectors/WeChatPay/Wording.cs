using System.Text;

namespace CinemaCx.Connectors.WeChatPay;

internal static class Wording
{
    /// <summary>The longest beginning of whole characters that fits: a refund must not fail for a wordy reason.</summary>
    public static string CutToBytes(string text, int bytes)
    {
        var taken = 0;
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > bytes)
                return text[..taken];
            taken += rune.Utf16SequenceLength;
        }
        return text;
    }
}
