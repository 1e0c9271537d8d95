using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>
/// An answer of WeChat Pay. A business failure does not throw: ask <see cref="IsSuccessful"/>. A successful answer has always been verified; a
/// failure may lack the platform's signature, and then says nothing one may act on.
/// </summary>
public abstract class WechatTenpayResponse
{
    private RawAnswer? _raw;

    /// <summary>Such as <c>ORDER_NOT_EXIST</c>; older pages write some without the underscore. Compare by <see cref="TenpayErrors"/>.</summary>
    [JsonPropertyName("code")]
    public string? ErrorCode { get; set; }

    [JsonPropertyName("message")]
    public string? ErrorMessage { get; set; }

    /// <summary>Which field, which rule; its shape differs by error.</summary>
    [JsonPropertyName("detail")]
    public JsonElement? ErrorDetail { get; set; }

    /// <summary>Whether the platform's signature over this very answer was there and right.</summary>
    [JsonIgnore]
    public bool IsSignatureVerified { get; internal set; }

    /// <summary>Header <c>Request-ID</c>: the platform's support asks for it.</summary>
    [JsonIgnore]
    public string? WechatpayRequestId => Raw.Header("Request-ID");

    [JsonIgnore]
    public string? WechatpayTimestamp => Raw.Header("Wechatpay-Timestamp");

    [JsonIgnore]
    public string? WechatpayNonce => Raw.Header("Wechatpay-Nonce");

    [JsonIgnore]
    public string? WechatpaySignature => Raw.Header("Wechatpay-Signature");

    [JsonIgnore]
    public string? WechatpaySerialNumber => Raw.Header("Wechatpay-Serial");

    /// <summary>Raw status 200 to 204 and no error code.</summary>
    public bool IsSuccessful() => GetRawStatus() is >= 200 and <= 204 && string.IsNullOrEmpty(ErrorCode);

    public int GetRawStatus() => Raw.Status;

    public HttpResponseHeaders GetRawHeaders() => Raw.Headers;

    public byte[] GetRawBytes() => Raw.Bytes;

    internal RawAnswer Raw
    {
        get => _raw ?? throw new InvalidOperationException("The response did not come from a client.");
        set => _raw = value;
    }
}
