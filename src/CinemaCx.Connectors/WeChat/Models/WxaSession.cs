using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>GET /wxa/checksession</c>.</summary>
public sealed class WxaCheckSessionRequest : WechatApiRequest
{
    [JsonIgnore]
    public string OpenId { get; set; } = "";

    /// <summary>HMAC of the empty text: <see cref="ClientData.SignWithSession"/>.</summary>
    [JsonIgnore]
    public string Signature { get; set; } = "";

    [JsonIgnore]
    public string SignMethod { get; set; } = "hmac_sha256";
}

/// <summary>Answer of <c>GET /wxa/checksession</c>.</summary>
public sealed class WxaCheckSessionResponse : WechatApiResponse;

/// <summary><c>GET /wxa/resetusersessionkey</c>.</summary>
public sealed class WxaResetUserSessionKeyRequest : WechatApiRequest
{
    [JsonIgnore]
    public string OpenId { get; set; } = "";

    /// <inheritdoc cref="WxaCheckSessionRequest.Signature"/>
    [JsonIgnore]
    public string Signature { get; set; } = "";

    [JsonIgnore]
    public string SignMethod { get; set; } = "hmac_sha256";
}

/// <summary>Answer of <c>GET /wxa/resetusersessionkey</c>.</summary>
public sealed class WxaResetUserSessionKeyResponse : WechatApiResponse
{
    [JsonPropertyName("openid")]
    public string? OpenId { get; set; }

    /// <summary>The new key, base64 of 16 bytes.</summary>
    [JsonPropertyName("session_key")]
    public string? SessionKey { get; set; }
}
