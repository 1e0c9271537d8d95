using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>GET /auth/getuserinfo</c>.</summary>
public sealed class CgibinAuthGetUserInfoRequest : WechatWorkRequest
{
    [JsonIgnore]
    public string Code { get; set; } = "";
}

/// <summary>Answer of <c>GET /auth/getuserinfo</c>: a member has a user id, anybody else an open id.</summary>
public sealed class CgibinAuthGetUserInfoResponse : WechatWorkResponse
{
    [JsonPropertyName("userid")]
    public string? UserId { get; set; }

    /// <summary>Only with snsapi_privateinfo; lives 1,800 seconds.</summary>
    [JsonPropertyName("user_ticket")]
    public string? UserTicket { get; set; }

    [JsonPropertyName("openid")]
    public string? OpenId { get; set; }

    [JsonPropertyName("external_userid")]
    public string? ExternalUserId { get; set; }
}
