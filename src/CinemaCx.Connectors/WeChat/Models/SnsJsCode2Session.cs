using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>GET /sns/jscode2session</c>.</summary>
public sealed class SnsJsCode2SessionRequest : WechatApiRequest
{
    [JsonIgnore]
    public string JsCode { get; set; } = "";

    [JsonIgnore]
    public string GrantType { get; set; } = "authorization_code";
}

/// <summary>Answer of <c>GET /sns/jscode2session</c>.</summary>
public sealed class SnsJsCode2SessionResponse : WechatApiResponse
{
    [JsonPropertyName("openid")]
    public string? OpenId { get; set; }

    /// <summary>Base64 of 16 bytes.</summary>
    [JsonPropertyName("session_key")]
    public string? SessionKey { get; set; }

    /// <summary>Only when the mini-program is bound to an Open Platform account.</summary>
    [JsonPropertyName("unionid")]
    public string? UnionId { get; set; }
}
