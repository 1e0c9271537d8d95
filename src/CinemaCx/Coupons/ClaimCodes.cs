using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Coupons;

/// <summary>Codes a guest can read out and type: twelve characters of Crockford's base32, 60 random bits, in groups of four.</summary>
public static class ClaimCodes
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 12;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary><c>K7QF-92MX-PD3T</c></summary>
    public static string Spoken(string code) => string.Join('-', code.Chunk(4).Select(group => new string(group)));

    /// <summary>As stored, of what somebody typed: spaces, hyphens, small or full-width letters and confused digits do not matter.</summary>
    /// <returns>Null when it can be no code.</returns>
    public static string? Read(string typed)
    {
        var code = new StringBuilder(Length);
        foreach (var c in typed.Normalize(NormalizationForm.FormKC).ToUpperInvariant())
        {
            if (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.DashPunctuation) continue;
            var read = c switch { 'O' => '0', 'I' or 'L' => '1', _ => c };
            if (code.Length == Length || !Alphabet.Contains(read, StringComparison.Ordinal)) return null;
            code.Append(read);
        }

        return code.Length == Length ? code.ToString() : null;
    }
}
