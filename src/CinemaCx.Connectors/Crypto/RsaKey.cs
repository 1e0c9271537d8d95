using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.ObjectPool;

namespace CinemaCx.Connectors.Crypto;

/// <summary>
/// An RSA key for SHA-256 with PKCS#1 v1.5, imported once and usable from many threads: an <see cref="RSA"/> instance promises nothing to two
/// threads at a time, so each use borrows one.
/// </summary>
public sealed class RsaKey
{
    private readonly ObjectPool<RSA> _pool;

    private RsaKey(RSAParameters parameters, int bits)
    {
        SignatureLength = bits / 8;
        CanSign = parameters.D is not null;
        _pool = new DefaultObjectPoolProvider { MaximumRetained = Environment.ProcessorCount * 2 }.Create(new Copies(parameters));
    }

    /// <summary>Length of a signature in bytes: 256 for 2048 bits.</summary>
    public int SignatureLength { get; }

    /// <summary>Whether the private half is present.</summary>
    public bool CanSign { get; }

    /// <param name="pemOrPath">The text of a PEM file (PKCS#1, PKCS#8, public key, or certificate), or the path of one.</param>
    /// <exception cref="ArgumentException">Neither a readable file nor a PEM text of an RSA key.</exception>
    public static RsaKey From(string pemOrPath)
    {
        try
        {
            var pem = pemOrPath.Contains("-----BEGIN", StringComparison.Ordinal) ? pemOrPath : File.ReadAllText(pemOrPath);
            if (pem.Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(pem);
                return From(certificate);
            }
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaKey(rsa.ExportParameters(pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal)), rsa.KeySize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new ArgumentException("Neither the text of a PEM file with an RSA key nor the path of a readable one.", nameof(pemOrPath), e);
        }
    }

    /// <summary>The public key of a certificate.</summary>
    public static RsaKey From(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey() ?? throw new CryptographicException("The certificate holds no RSA key.");
        return new RsaKey(rsa.ExportParameters(includePrivateParameters: false), rsa.KeySize);
    }

    /// <returns>The signature in base64.</returns>
    public string Sign(ReadOnlySpan<byte> message)
    {
        Span<byte> signature = stackalloc byte[SignatureLength];
        var rsa = _pool.Get();
        try
        {
            rsa.SignData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _pool.Return(rsa);
        }
        return Convert.ToBase64String(signature);
    }

    /// <param name="signature">Base64; a text that is not base64 is simply not a signature.</param>
    public bool Verify(ReadOnlySpan<byte> message, string signature)
    {
        Span<byte> bytes = stackalloc byte[SignatureLength];
        if (!Convert.TryFromBase64String(signature, bytes, out var length) || length != SignatureLength)
            return false;
        var rsa = _pool.Get();
        try
        {
            return rsa.VerifyData(message, bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _pool.Return(rsa);
        }
    }

    private sealed class Copies(RSAParameters parameters) : PooledObjectPolicy<RSA>
    {
        public override RSA Create() => RSA.Create(parameters);

        public override bool Return(RSA obj) => true;
    }
}
