using System.Text;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary><c>GET /v3/certificates</c>: the platform certificates, encrypted with the APIv3 key.</summary>
internal sealed class Certificates(PlatformKeys keys, Envelope envelope)
{
    public Answer List(Call call) => keys.Certificates.Count == 0
        ? PayErrors.NotFound("无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥")
        : PayJson.Ok(new
        {
            Data = keys.Certificates.Select(certificate => new
            {
                SerialNo = certificate.Serial,
                EffectiveTime = WireText.Rfc3339(certificate.From),
                ExpireTime = WireText.Rfc3339(certificate.To),
                EncryptCertificate = envelope.Seal(Encoding.ASCII.GetBytes(certificate.Pem), "certificate"),
            }),
        });
}
