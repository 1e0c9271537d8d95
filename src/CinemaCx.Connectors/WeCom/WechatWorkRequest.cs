using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom;

/// <summary>A call to the WeCom API.</summary>
public abstract class WechatWorkRequest
{
    /// <summary>The token in the query; calls that need none leave it null.</summary>
    [JsonIgnore]
    public string? AccessToken { get; set; }

    /// <summary>Timeout of this call in milliseconds, when it differs from the client's.</summary>
    [JsonIgnore]
    public int? Timeout { get; set; }
}
