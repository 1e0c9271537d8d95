using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Connectors.Crypto;

/// <summary>AEAD_AES_256_GCM as WeChat Pay writes it: base64 of the ciphertext followed by the 16-byte tag.</summary>
public static class AesGcmText
{
    private const int TagLength = 16;

    /// <param name="key">16 or 32 bytes; the APIv3 key is 32 ASCII characters.</param>
    /// <param name="nonce">12 characters.</param>
    /// <param name="associatedData">May be empty or absent.</param>
    /// <exception cref="CryptographicException">Not base64, wrong key, or altered.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, string nonce, string? associatedData, string cipherText)
    {
        var bytes = new byte[cipherText.Length];
        if (!Convert.TryFromBase64String(cipherText, bytes, out var length) || length < TagLength)
            throw new CryptographicException("The ciphertext is not base64 or too short.");
        return Decrypt(key, Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(associatedData ?? ""), bytes.AsSpan(0, length));
    }

    /// <inheritdoc cref="Decrypt(ReadOnlySpan{byte}, string, string?, string)"/>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> cipherAndTag)
    {
        if (nonce.Length != AesGcm.NonceByteSizes.MaxSize)
            throw new CryptographicException("The nonce must be 12 bytes.");
        var plain = new byte[cipherAndTag.Length - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(nonce, cipherAndTag[..^TagLength], cipherAndTag[^TagLength..], plain, associatedData);
        return plain;
    }
}
