using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Connectors.Crypto;

internal static class Sha1Text
{
    /// <returns>Lower-case hex of the SHA-1 over the text's UTF-8 bytes.</returns>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The platforms' protocols demand SHA-1 here.")]
    public static string Hex(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
