using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>A private key with the serial it is known by. RSA objects are not safe to share, so each thread has its own.</summary>
internal sealed class SigningKey(string serial, string pem) : IDisposable
{
    private readonly ThreadLocal<RSA> _rsa = new(() => RsaKeys.FromPem(pem));

    public string Serial { get; } = serial;

    public string Sign(string message) => Convert.ToBase64String(
        _rsa.Value!.SignData(Encoding.UTF8.GetBytes(message), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public void Dispose() => _rsa.Dispose();
}

/// <summary>A public key to verify with, one RSA object per thread.</summary>
internal sealed class VerifyingKey(string pem) : IDisposable
{
    private readonly ThreadLocal<RSA> _rsa = new(() => RsaKeys.FromPem(pem));

    public bool Verify(string message, string signature)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && _rsa.Value!.VerifyData(
                Encoding.UTF8.GetBytes(message), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public void Dispose() => _rsa.Dispose();
}

internal static class RsaKeys
{
    public static RSA FromPem(string pem)
    {
        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.GetRSAPublicKey() ?? throw new InvalidOperationException("The certificate holds no RSA key.");
        }

        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }
}
