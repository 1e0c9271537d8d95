using System.Text.Json.Serialization;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>An answer of the new API: 2xx for success, else <c>code</c>, <c>message</c> and <c>requestid</c> (page "服务端 API 错误码").</summary>
public abstract class DingTalkResponse
{
    [JsonPropertyName("code")]
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string? ErrorCode { get; set; }

    /// <summary>For people only.</summary>
    [JsonPropertyName("message")]
    public string? ErrorMessage { get; set; }

    [JsonPropertyName("requestid")]
    public string? RequestId { get; set; }

    /// <summary>The HTTP status.</summary>
    [JsonIgnore]
    public int Status { get; internal set; }

    /// <summary>What the header <c>Retry-After</c> says, if it is there.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; internal set; }

    public bool IsSuccessful() => Status is >= 200 and < 300;

    /// <summary>The platform says that the token is no good.</summary>
    internal bool RefusesToken => Status == 401 || ErrorCode is "InvalidAuthentication" or "40014" or "42001" or "88";

    /// <summary>The error for a log; holds no secret.</summary>
    internal string Describe() => $"status {Status}, code {ErrorCode}, {ErrorMessage}, request {RequestId}";
}
