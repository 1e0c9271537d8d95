using System.Globalization;
using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <summary>Answer of <c>POST /v1.0/oauth2/userAccessToken</c>.</summary>
public sealed class UserAccessTokenResponse : DingTalkResponse
{
    [JsonPropertyName("accessToken")]
    public string? AccessToken { get; set; }
}

/// <summary>Answer of <c>GET /v1.0/contact/users/me</c>.</summary>
public sealed class ContactUserResponse : DingTalkResponse
{
    /// <summary>The same person in every app of the developer.</summary>
    [JsonPropertyName("unionId")]
    public string? UnionId { get; set; }

    [JsonPropertyName("nick")]
    public string? Nick { get; set; }
}

/// <summary>Answer of <c>POST /topapi/user/getbyunionid</c>: under status 200 <c>errcode</c> says whether it went well.</summary>
public sealed class UserByUnionIdResponse : DingTalkResponse
{
    private int _legacyCode;

    /// <summary>0 for success; else it is the answer's <see cref="DingTalkResponse.ErrorCode"/> too, by which a refused token is known.</summary>
    [JsonPropertyName("errcode")]
    public int LegacyCode
    {
        get => _legacyCode;
        set
        {
            _legacyCode = value;
            if (value != 0) ErrorCode = value.ToString(CultureInfo.InvariantCulture);
        }
    }

    [JsonPropertyName("errmsg")]
    public string? LegacyMessage
    {
        get => ErrorMessage;
        set => ErrorMessage ??= value;
    }

    [JsonPropertyName("result")]
    public UserOfOrganisation? Result { get; set; }
}

/// <param name="ContactType">0: of the organisation; 1: an outside contact.</param>
/// <param name="UserId">Her id in the organisation (<c>staffId</c>).</param>
public sealed record UserOfOrganisation(
    [property: JsonPropertyName("contact_type")] int ContactType,
    [property: JsonPropertyName("userid")] string? UserId);
