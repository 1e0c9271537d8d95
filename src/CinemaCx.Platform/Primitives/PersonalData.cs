using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Platform.Primitives;

public sealed class PersonalDataOptions
{
    public const string Section = "PersonalData";

    /// <summary>32 random bytes in base64: the master secret from which the encryption and the index key are derived. Losing it loses the phone numbers.</summary>
    public string Key { get; set; } = "";

    /// <summary>Name of the key, stored beside what it encrypts, so that a later key can be told from it.</summary>
    public string KeyId { get; set; } = "k1";
}

/// <summary>
/// Personal data at rest: AES-256-GCM under a named key, with an HMAC-SHA256 index to look it up by. Elsewhere it is shown masked.
/// </summary>
public sealed class PersonalData
{
    private readonly byte[] _encryptionKey;
    private readonly byte[] _indexKey;
    private readonly string _keyId;

    public PersonalData(PersonalDataOptions options)
    {
        var master = Convert.FromBase64String(options.Key);
        if (master.Length != 32) throw new ArgumentException("PersonalData:Key must be 32 bytes in base64", nameof(options));
        _keyId = options.KeyId;
        _encryptionKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "encryption"u8.ToArray());
        _indexKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "index"u8.ToArray());
    }

    /// <returns><c>keyId.base64(nonce ‖ ciphertext ‖ tag)</c></returns>
    public string Encrypt(string plain)
    {
        var data = Encoding.UTF8.GetBytes(plain);
        var box = new byte[12 + data.Length + 16];
        RandomNumberGenerator.Fill(box.AsSpan(0, 12));
        using var aes = new AesGcm(_encryptionKey, 16);
        aes.Encrypt(box.AsSpan(0, 12), data, box.AsSpan(12, data.Length), box.AsSpan(12 + data.Length), Encoding.ASCII.GetBytes(_keyId));
        return _keyId + "." + Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">Altered, or encrypted under another key.</exception>
    public string Decrypt(string stored)
    {
        var dot = stored.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || stored[..dot] != _keyId) throw new CryptographicException($"Not encrypted under key {_keyId}");
        var box = Convert.FromBase64String(stored[(dot + 1)..]);
        var plain = new byte[box.Length - 28];
        using var aes = new AesGcm(_encryptionKey, 16);
        aes.Decrypt(box.AsSpan(0, 12), box.AsSpan(12, plain.Length), box.AsSpan(12 + plain.Length), plain, Encoding.ASCII.GetBytes(_keyId));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>The same value always has the same index; the value cannot be read back from it.</summary>
    public string Index(string plain) => Convert.ToHexStringLower(HMACSHA256.HashData(_indexKey, Encoding.UTF8.GetBytes(plain)));

    /// <summary><c>+8613812345678</c> as <c>138****5678</c>; other numbers keep their first and last digits.</summary>
    public static string MaskPhone(string e164)
    {
        var digits = e164.StartsWith("+86", StringComparison.Ordinal) ? e164[3..] : e164;
        return digits.Length < 8 ? new string('*', digits.Length) : digits[..3] + "****" + digits[^4..];
    }
}
