using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>GET /user/get</c>.</summary>
public sealed class CgibinUserGetRequest : WechatWorkRequest
{
    [JsonIgnore]
    public string UserId { get; set; } = "";
}

/// <summary>Answer of <c>GET /user/get</c>.</summary>
public sealed class CgibinUserGetResponse : WechatWorkResponse
{
    [JsonPropertyName("userid")]
    public string? UserId { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Only for applications that may still see it.</summary>
    [JsonPropertyName("mobile")]
    public string? MobileNumber { get; set; }

    [JsonPropertyName("position")]
    public string? Position { get; set; }

    [JsonPropertyName("department")]
    public IList<long>? DepartmentIdList { get; set; }

    /// <summary>1 active, 2 disabled, 4 not activated, 5 left.</summary>
    [JsonPropertyName("status")]
    public int Status { get; set; }
}
