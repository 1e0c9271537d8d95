using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.WeChatPay.Models;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>
/// Downloads the platform certificates (page "获取平台证书列表"). The answer is signed like any other: by a key known before, or, the first time, by
/// one of the certificates inside it, which only the holder of the APIv3 key could have sealed.
/// </summary>
internal sealed class PlatformCertificates(
    string merchantV3Secret, Func<Task<QueryCertificatesResponse>> query, Func<WechatTenpayResponse, RsaKey, bool> isSignedBy)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(merchantV3Secret);

    /// <param name="present">Keys known before, by serial number as received.</param>
    /// <returns>Certificates by normalised serial number.</returns>
    /// <exception cref="Http.CommonException">No answer, or one that cannot be trusted.</exception>
    public async Task<Dictionary<string, PlatformCertificate>> DownloadAsync(Func<string, RsaKey?> present)
    {
        var response = await query();

        // A merchant that has only ever used the public key has none, and the platform says so under that key.
        if (response.GetRawStatus() == 404 && response.WechatpaySerialNumber is { } by && present(by) is { } known && isSignedBy(response, known))
            return [];
        if (!response.IsSuccessful())
            throw new WechatTenpayException(
                $"WeChat Pay gave no certificates: status {response.GetRawStatus()}, {response.ErrorCode} {response.ErrorMessage}, request {response.WechatpayRequestId}.");

        Dictionary<string, PlatformCertificate> opened;
        try
        {
            opened = Open(response);
        }
        catch (CryptographicException e)
        {
            throw new WechatTenpayException("The certificates of WeChat Pay do not open: check WeChatPay:MerchantV3Secret.", e);
        }

        var signer = response.WechatpaySerialNumber is { } serial ? present(serial) ?? Inside(opened, serial) : null;
        if (signer is null || !isSignedBy(response, signer))
            throw new WechatTenpayException("The list of certificates is not signed by WeChat Pay.");
        return opened;
    }

    private static RsaKey? Inside(Dictionary<string, PlatformCertificate> opened, string serial) =>
        SerialNumber.Normalise(serial) is { } normalised && opened.TryGetValue(normalised, out var certificate) ? certificate.Key : null;

    private Dictionary<string, PlatformCertificate> Open(QueryCertificatesResponse response)
    {
        var opened = new Dictionary<string, PlatformCertificate>(StringComparer.Ordinal);
        foreach (var sealedCertificate in response.CertificateList)
        {
            var box = sealedCertificate.EncryptCertificate;
            var pem = AesGcmText.Decrypt(_secret, box.Nonce, box.AssociatedData, box.CipherText);
            using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem));
            if (SerialNumber.Normalise(certificate.SerialNumber) is { } normalised)
                opened[normalised] = new PlatformCertificate(RsaKey.From(certificate), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        }
        return opened;
    }
}
