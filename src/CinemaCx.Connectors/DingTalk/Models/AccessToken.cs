using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <summary>Answer of <c>POST /v1.0/oauth2/accessToken</c>.</summary>
public sealed class AccessTokenResponse : DingTalkResponse
{
    [JsonPropertyName("accessToken")]
    public string? AccessToken { get; set; }

    /// <summary>Seconds, at most 7200.</summary>
    [JsonPropertyName("expireIn")]
    public int ExpireIn { get; set; }
}
