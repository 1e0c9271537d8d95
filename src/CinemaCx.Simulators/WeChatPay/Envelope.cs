using System.Security.Cryptography;
using System.Text;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>AES-256-GCM under the APIv3 key: ciphertext followed by its 16-byte tag, in base64.</summary>
internal sealed class Envelope(string apiV3Key)
{
    private readonly byte[] _key = Encoding.ASCII.GetBytes(apiV3Key);

    public Sealed Seal(byte[] plain, string associatedData)
    {
        var nonce = WireText.RandomText(12);
        var sealedBytes = new byte[plain.Length + 16];
        using var aes = new AesGcm(_key, 16);
        aes.Encrypt(
            Encoding.ASCII.GetBytes(nonce), plain, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length),
            Encoding.UTF8.GetBytes(associatedData));
        return new Sealed("AEAD_AES_256_GCM", nonce, associatedData, Convert.ToBase64String(sealedBytes));
    }
}

/// <summary>An encrypted piece on the wire.</summary>
internal sealed record Sealed(string Algorithm, string Nonce, string AssociatedData, string Ciphertext);
