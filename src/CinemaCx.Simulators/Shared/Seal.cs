using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Simulators.Shared;

/// <summary>The platform's side of the callback envelope (page "加解密方案说明"): AES-256-CBC, padded to blocks of 32, signed with SHA-1.</summary>
internal sealed class Seal(string token, string encodingAesKey, string receiver)
{
    private const int Block = 32;
    private readonly byte[] _key = Convert.FromBase64String(encodingAesKey + "=");

    public string Sign(string timestamp, string nonce, string encrypted) => SignatureOf(token, timestamp, nonce, encrypted);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The platform's protocol demands SHA-1 here.")]
    public static string SignatureOf(params string[] texts)
    {
        var parts = texts.Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    public string Encrypt(string message, string? other = null)
    {
        var (text, id) = (Encoding.UTF8.GetBytes(message), Encoding.UTF8.GetBytes(other ?? receiver));
        var length = 20 + text.Length + id.Length;
        var padding = Block - length % Block;
        var plain = new byte[length + padding];
        RandomNumberGenerator.Fill(plain.AsSpan(0, 16));
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(16), text.Length);
        text.CopyTo(plain, 20);
        id.CopyTo(plain, 20 + text.Length);
        plain.AsSpan(length).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.Key = _key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, _key.AsSpan(0, 16), PaddingMode.None));
    }

    /// <summary>The text of a passive reply.</summary>
    /// <exception cref="CryptographicException">It cannot be opened, or names another company.</exception>
    public string Decrypt(string encrypted)
    {
        var cipher = new byte[encrypted.Length];
        if (!Convert.TryFromBase64String(encrypted, cipher, out var size) || size < Block || size % 16 != 0)
            throw new CryptographicException("not base64 of whole blocks");
        using var aes = Aes.Create();
        aes.Key = _key;
        var plain = aes.DecryptCbc(cipher.AsSpan(0, size), _key.AsSpan(0, 16), PaddingMode.None);
        var end = plain.Length - plain[^1];
        var length = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(16));
        if (plain[^1] is < 1 or > Block || length < 0 || 20 + length > end)
            throw new CryptographicException("padding or length is wrong");
        if (Encoding.UTF8.GetString(plain, 20 + length, end - 20 - length) != receiver)
            throw new CryptographicException("sealed for somebody else");
        return Encoding.UTF8.GetString(plain, 20, length);
    }
}
