using System.Security.Cryptography;
using System.Text;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChatPay.Events;

namespace CinemaCx.Connectors.WeChatPay;

public static class WechatTenpayClientEventExtensions
{
    /// <summary>Reads the envelope of a notification; verify its signature over the raw bytes first.</summary>
    /// <exception cref="CommonSerializationException">Not the JSON of a notification.</exception>
    public static WechatTenpayEvent DeserializeEvent(this WechatTenpayClient client, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(client);
        return PlatformJson.Deserialize<WechatTenpayEvent>(body);
    }

    /// <summary>Opens what the notification is about with the APIv3 key.</summary>
    /// <exception cref="CryptographicException">Sealed with another key, or altered.</exception>
    /// <exception cref="CommonSerializationException">Not the JSON of that resource.</exception>
    public static T DecryptEventResource<T>(this WechatTenpayClient client, WechatTenpayEvent webhookEvent)
    {
        var resource = webhookEvent.Resource;
        if (resource.Algorithm != "AEAD_AES_256_GCM")
            throw new CryptographicException("The notification is sealed in an unknown way.");
        return PlatformJson.Deserialize<T>(AesGcmText.Decrypt(
            Encoding.UTF8.GetBytes(client.MerchantV3Secret), resource.Nonce, resource.AssociatedData, resource.CipherText));
    }
}
