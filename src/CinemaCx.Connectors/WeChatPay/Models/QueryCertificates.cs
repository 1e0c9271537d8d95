using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChatPay.Models;

/// <summary><c>GET /v3/certificates</c>.</summary>
public sealed class QueryCertificatesRequest : WechatTenpayRequest;

/// <summary>Answer of <c>GET /v3/certificates</c>.</summary>
public sealed class QueryCertificatesResponse : WechatTenpayResponse
{
    public static class Types
    {
        public sealed class Certificate
        {
            /// <summary>In hex.</summary>
            [JsonPropertyName("serial_no")]
            public string SerialNumber { get; set; } = "";

            [JsonPropertyName("effective_time")]
            public DateTimeOffset EffectiveTime { get; set; }

            [JsonPropertyName("expire_time")]
            public DateTimeOffset ExpireTime { get; set; }

            [JsonPropertyName("encrypt_certificate")]
            public EncryptCertificate EncryptCertificate { get; set; } = new();
        }

        public sealed class EncryptCertificate
        {
            [JsonPropertyName("algorithm")]
            public string Algorithm { get; set; } = "";

            [JsonPropertyName("nonce")]
            public string Nonce { get; set; } = "";

            [JsonPropertyName("associated_data")]
            public string? AssociatedData { get; set; }

            /// <summary>Base64 of the sealed PEM text.</summary>
            [JsonPropertyName("ciphertext")]
            public string CipherText { get; set; } = "";
        }
    }

    [JsonPropertyName("data")]
    public IList<Types.Certificate> CertificateList { get; set; } = [];
}
