using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>A platform certificate as <c>/v3/certificates</c> hands it out.</summary>
internal sealed record PlatformCertificate(string Serial, DateTimeOffset From, DateTimeOffset To, string Pem);

/// <summary>The keys the platform signs with. A rotated certificate signs at once; the older ones stay in the list.</summary>
internal sealed class PlatformKeys : IDisposable
{
    private readonly TimeProvider _time;
    private readonly SigningKey? _publicKey;
    private readonly Lazy<SigningKey> _wrong = new(() => new SigningKey("", NewKey()));
    private readonly Lock _gate = new();
    private readonly List<SigningKey> _retired = [];
    private volatile IReadOnlyList<PlatformCertificate> _certificates = [];
    private volatile SigningKey? _certificateKey;
    private volatile bool _publicKeyAsked;

    public PlatformKeys(WeChatPaySimulatorOptions options, TimeProvider time)
    {
        _time = time;
        if (options.KeyMode != PlatformKeyMode.Certificate) _publicKey = new SigningKey(options.PublicKeyId, options.PlatformPrivateKeyPem);
        if (options.KeyMode != PlatformKeyMode.PublicKey) Issue(options.KeyMode == PlatformKeyMode.Certificate ? options.PlatformPrivateKeyPem : NewKey());
    }

    /// <summary>Newest first; empty in pure public-key mode.</summary>
    public IReadOnlyList<PlatformCertificate> Certificates => _certificates;

    /// <summary>The key for an answer, by the serial the request asked for.</summary>
    public SigningKey For(string? askedSerial)
    {
        if (_publicKey is null) return _certificateKey!;
        if (_certificateKey is null) return _publicKey;
        if (askedSerial is null) return _certificateKey;
        if (askedSerial != _publicKey.Serial) return _certificateKey;
        _publicKeyAsked = true;
        return _publicKey;
    }

    /// <summary>During a switch notifications follow what the merchant was last seen to ask for.</summary>
    public SigningKey ForNotifications() => For(_publicKeyAsked ? _publicKey?.Serial : null);

    /// <summary>A signature that looks right and is not: made with somebody else's key.</summary>
    public string SignWrongly(string message) => _wrong.Value.Sign(message);

    public PlatformCertificate? Rotate() => _certificateKey is null ? null : Issue(NewKey());

    public void Dispose()
    {
        _publicKey?.Dispose();
        _certificateKey?.Dispose();
        if (_wrong.IsValueCreated) _wrong.Value.Dispose();
        foreach (var key in _retired) key.Dispose();
    }

    private static string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private PlatformCertificate Issue(string privateKeyPem)
    {
        using var rsa = RsaKeys.FromPem(privateKeyPem);
        var request = new CertificateRequest("CN=Tenpay.com Simulator, O=Simulator, C=CN", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var from = _time.GetUtcNow().AddDays(-1);
        using var certificate = request.CreateSelfSigned(from, from.AddYears(5));
        // The platform prints serials without the zero byte that .NET puts in front of some.
        var issued = new PlatformCertificate(certificate.SerialNumber.TrimStart('0'), from, from.AddYears(5), certificate.ExportCertificatePem());
        lock (_gate)
        {
            if (_certificateKey is { } old) _retired.Add(old);
            _certificates = [issued, .. _certificates];
            _certificateKey = new SigningKey(issued.Serial, privateKeyPem);
        }

        return issued;
    }
}
