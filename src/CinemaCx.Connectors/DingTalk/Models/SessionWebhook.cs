using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <summary>Answer of a session webhook, in the older API's style: HTTP 200 always.</summary>
public sealed class SessionWebhookResponse
{
    /// <summary>0 for success.</summary>
    [JsonPropertyName("errcode")]
    public int? ErrorCode { get; set; }

    [JsonPropertyName("errmsg")]
    public string? ErrorMessage { get; set; }

    [JsonIgnore]
    public int Status { get; internal set; }

    public bool IsSuccessful() => Status == 200 && ErrorCode == 0;
}
