using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>GET /gettoken</c>.</summary>
public sealed class CgibinGetTokenRequest : WechatWorkRequest;

/// <summary>Answer of <c>GET /gettoken</c>.</summary>
public sealed class CgibinGetTokenResponse : WechatWorkResponse
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }

    /// <summary>Seconds, at most 7200.</summary>
    [JsonPropertyName("expires_in")]
    public int ExpiresIn { get; set; }
}
