using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>POST /cgi-bin/stable_token</c>.</summary>
public sealed class CgibinStableTokenRequest : WechatApiRequest
{
    [JsonPropertyName("grant_type")]
    public string GrantType { get; set; } = "client_credential";

    /// <summary>The client's own when null.</summary>
    [JsonPropertyName("appid")]
    public string? AppId { get; set; }

    /// <summary>The client's own when null.</summary>
    [JsonPropertyName("secret")]
    public string? AppSecret { get; set; }

    /// <summary>Kills the present token at once; at most 20 times a day and 30 seconds apart.</summary>
    [JsonPropertyName("force_refresh")]
    public bool? ForceRefresh { get; set; }
}

/// <summary>Answer of <c>POST /cgi-bin/stable_token</c>.</summary>
public sealed class CgibinStableTokenResponse : WechatApiResponse
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }

    /// <summary>Seconds, at most 7200.</summary>
    [JsonPropertyName("expires_in")]
    public int ExpiresIn { get; set; }
}
