using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChat.Models;

namespace CinemaCx.Connectors.WeChat;

/// <summary>
/// Checks of data that passed through the guest's telephone (page "开放数据校验与解密"). The session key is a text in hashes and sixteen bytes in ciphers.
/// </summary>
public static class ClientData
{
    /// <summary>Whether <c>rawData</c> is what the platform gave to the mini-program.</summary>
    public static bool IsGenuine(string rawData, string signature, string sessionKey) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sha1Text.Hex(rawData + sessionKey)), Encoding.UTF8.GetBytes(signature));

    /// <summary>Signature that proves knowledge of the session key.</summary>
    /// <param name="body">The body of the call, or the empty text where there is none.</param>
    /// <returns>Lower-case hex of an HMAC-SHA256.</returns>
    public static string SignWithSession(string body, string sessionKey) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sessionKey), Encoding.UTF8.GetBytes(body)));

    /// <summary>Opens <c>encryptedData</c> and checks that it was meant for this app.</summary>
    /// <returns>The JSON text inside.</returns>
    /// <exception cref="CryptographicException">Altered, not for this session key, or not for this app.</exception>
    public static string Decrypt(string encryptedData, string iv, string sessionKey, string appId)
    {
        byte[] plain;
        try
        {
            using var aes = Aes.Create();
            aes.Key = Convert.FromBase64String(sessionKey);
            plain = aes.DecryptCbc(Convert.FromBase64String(encryptedData), Convert.FromBase64String(iv), PaddingMode.PKCS7);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new CryptographicException("The data, its vector or the session key is not what the platform gives.", e);
        }

        Marked marked;
        try
        {
            marked = PlatformJson.Deserialize<Marked>(plain);
        }
        catch (CommonSerializationException e)
        {
            throw new CryptographicException("The data does not open to JSON: probably the session key is an old one.", e);
        }
        if (marked.Watermark?.AppId != appId)
            throw new CryptographicException("The data is meant for another app.");
        return Encoding.UTF8.GetString(plain);
    }

    private sealed record Marked([property: JsonPropertyName("watermark")] Watermark? Watermark);
}
