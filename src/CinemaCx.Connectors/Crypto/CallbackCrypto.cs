using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Connectors.Crypto;

/// <summary>
/// The envelope that WeChat message push, WeCom callbacks and DingTalk event subscriptions share (WXBizMsgCrypt): a SHA-1 signature over sorted
/// texts, and AES-256-CBC over <c>16 random bytes ‖ length ‖ message ‖ receive id</c>. Source: WeCom developer centre, "加解密方案说明".
/// </summary>
public sealed class CallbackCrypto
{
    // The padding block is 32 bytes, twice the cipher's; the PKCS#7 of the base class library refuses paddings above 16.
    private const int PaddingBlock = 32;
    private const int RandomLength = 16;
    private const int HeadLength = RandomLength + sizeof(int);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _token;
    private readonly byte[] _key;
    private readonly byte[] _receiveId;

    /// <param name="token">The Token of the callback configuration.</param>
    /// <param name="encodingAesKey">The EncodingAESKey: 43 characters.</param>
    /// <param name="receiveId">App id, corp id, suite id or app key, as the kind of app demands; empty for a smart bot.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes in base64 without its last sign.</exception>
    public CallbackCrypto(string token, string encodingAesKey, string receiveId)
    {
        _token = token;
        _receiveId = Encoding.UTF8.GetBytes(receiveId);
        _key = new byte[33];
        if (!Convert.TryFromBase64String(encodingAesKey + "=", _key, out var length) || length != 32)
            throw new ArgumentException("The EncodingAESKey must be 43 characters of base64.", nameof(encodingAesKey));
        _key = _key[..32];
    }

    /// <summary>Lower-case hex SHA-1 over token, timestamp, nonce and ciphertext, sorted by code unit: a culture's order gives another signature.</summary>
    public string Sign(string timestamp, string nonce, string encrypted) => SignatureOf(_token, timestamp, nonce, encrypted);

    /// <summary>As <see cref="Sign"/>, over whatever texts a platform signs: WeChat's message push signs token, timestamp and nonce alone.</summary>
    public static string SignatureOf(params string[] texts)
    {
        var parts = texts.Order(StringComparer.Ordinal);
        return Sha1Text.Hex(string.Concat(parts));
    }

    /// <summary>Whether it is the text of an EncodingAESKey.</summary>
    public static bool IsKey(string encodingAesKey)
    {
        Span<byte> key = stackalloc byte[33];
        return Convert.TryFromBase64String(encodingAesKey + "=", key, out var length) && length == 32;
    }

    /// <summary>Whether the signature is the one the platform would give, compared in constant time.</summary>
    public bool IsGenuine(string signature, string timestamp, string nonce, string encrypted) =>
        AreSame(Sign(timestamp, nonce, encrypted), signature);

    /// <summary>Compares signatures in constant time.</summary>
    public static bool AreSame(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    /// <summary>Opens a ciphertext.</summary>
    /// <param name="encrypted">Base64 as received; check its signature first.</param>
    /// <exception cref="CryptographicException">Not base64, wrong key, altered, or meant for another receive id.</exception>
    public string Decrypt(string encrypted)
    {
        var plain = DecryptBlocks(encrypted);
        var end = plain.Length - PaddingLength(plain);
        if (end < HeadLength)
            throw new CryptographicException("The callback is too short.");

        // The length counts UTF-8 bytes, not characters.
        var length = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(RandomLength));
        if (length < 0 || length > end - HeadLength)
            throw new CryptographicException("The length inside the callback is out of bounds.");

        // The receive id is the only thing that binds the message to this app.
        if (!plain.AsSpan(HeadLength + length, end - HeadLength - length).SequenceEqual(_receiveId))
            throw new CryptographicException("The callback is meant for another app.");
        try
        {
            return StrictUtf8.GetString(plain, HeadLength, length);
        }
        catch (DecoderFallbackException e)
        {
            throw new CryptographicException("The message inside the callback is not UTF-8.", e);
        }
    }

    /// <summary>Seals a passive reply.</summary>
    /// <returns>Base64.</returns>
    public string Encrypt(string message)
    {
        Span<byte> random = stackalloc byte[RandomLength];
        RandomNumberGenerator.Fill(random);
        return Encrypt(message, random);
    }

    /// <summary>Seals a message behind sixteen given bytes, which makes the result repeatable.</summary>
    public string Encrypt(string message, ReadOnlySpan<byte> random)
    {
        if (random.Length != RandomLength)
            throw new ArgumentException("Exactly 16 bytes go before the message.", nameof(random));
        var length = Encoding.UTF8.GetByteCount(message);
        var unpadded = HeadLength + length + _receiveId.Length;
        var padding = PaddingBlock - unpadded % PaddingBlock;
        var plain = new byte[unpadded + padding];
        random.CopyTo(plain);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(RandomLength), length);
        Encoding.UTF8.GetBytes(message, plain.AsSpan(HeadLength));
        _receiveId.CopyTo(plain.AsSpan(HeadLength + length));
        plain.AsSpan(unpadded).Fill((byte)padding);

        using var aes = Aes.Create();
        aes.Key = _key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, _key.AsSpan(0, 16), PaddingMode.None));
    }

    private byte[] DecryptBlocks(string encrypted)
    {
        var cipher = new byte[encrypted.Length];
        if (!Convert.TryFromBase64String(encrypted, cipher, out var length) || length == 0 || length % 16 != 0)
            throw new CryptographicException("The callback is not base64 of whole blocks.");
        using var aes = Aes.Create();
        aes.Key = _key;
        return aes.DecryptCbc(cipher.AsSpan(0, length), _key.AsSpan(0, 16), PaddingMode.None);
    }

    private static int PaddingLength(byte[] plain)
    {
        var padding = plain[^1];
        if (padding is < 1 or > PaddingBlock || padding > plain.Length || plain.AsSpan(plain.Length - padding).ContainsAnyExcept(padding))
            throw new CryptographicException("The padding of the callback is broken.");
        return padding;
    }
}
