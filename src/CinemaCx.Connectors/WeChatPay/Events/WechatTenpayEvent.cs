using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChatPay.Events;

/// <summary>A notification as it arrives (page "支付成功回调通知"); what it is about is sealed in <see cref="Resource"/>.</summary>
public sealed class WechatTenpayEvent
{
    public static class Types
    {
        public sealed class Resource
        {
            /// <summary><c>transaction</c> or <c>refund</c>.</summary>
            [JsonPropertyName("original_type")]
            public string? OriginalType { get; set; }

            /// <summary><c>AEAD_AES_256_GCM</c>.</summary>
            [JsonPropertyName("algorithm")]
            public string Algorithm { get; set; } = "";

            [JsonPropertyName("ciphertext")]
            public string CipherText { get; set; } = "";

            [JsonPropertyName("associated_data")]
            public string? AssociatedData { get; set; }

            [JsonPropertyName("nonce")]
            public string Nonce { get; set; } = "";
        }
    }

    /// <summary>The same on every repetition.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; } = "";

    [JsonPropertyName("create_time")]
    public DateTimeOffset? CreateTime { get; set; }

    /// <summary><c>TRANSACTION.SUCCESS</c>, <c>REFUND.SUCCESS</c>, <c>REFUND.ABNORMAL</c>, <c>REFUND.CLOSED</c>.</summary>
    [JsonPropertyName("event_type")]
    public string EventType { get; set; } = "";

    [JsonPropertyName("resource_type")]
    public string? ResourceType { get; set; }

    [JsonPropertyName("summary")]
    public string? Summary { get; set; }

    [JsonPropertyName("resource")]
    public Types.Resource Resource { get; set; } = new();
}
