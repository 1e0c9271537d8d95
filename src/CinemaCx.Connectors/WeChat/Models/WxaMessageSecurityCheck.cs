using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>POST /wxa/msg_sec_check</c>, version 2.</summary>
public sealed class WxaMessageSecurityCheckRequest : WechatApiRequest
{
    /// <summary>At most 2,500 characters.</summary>
    [JsonPropertyName("content")]
    public string Content { get; set; } = "";

    /// <summary>2: the older way names no user and is no longer kept up.</summary>
    [JsonPropertyName("version")]
    public int Version { get; set; } = 2;

    /// <summary>1 profile, 2 comment, 3 forum, 4 social log.</summary>
    [JsonPropertyName("scene")]
    public int Scene { get; set; } = 2;

    /// <summary>Who wrote it; she must have visited the mini-program within the last two hours.</summary>
    [JsonPropertyName("openid")]
    public string OpenId { get; set; } = "";
}

/// <summary>Answer of <c>POST /wxa/msg_sec_check</c>. A text that breaks a rule is no error: <see cref="Types.Result.SuggestType"/> says so.</summary>
public sealed class WxaMessageSecurityCheckResponse : WechatApiResponse
{
    public static class Types
    {
        public sealed class Result
        {
            /// <summary><c>pass</c>, <c>review</c> or <c>risky</c>.</summary>
            [JsonPropertyName("suggest")]
            public string SuggestType { get; set; } = "";

            /// <summary>100 normal, 10001 advert, 20001 politics, 20002 porn, 20003 abuse, 20006 illegal, 20008 fraud, 20012 vulgar, 20013 copyright, 21000 other.</summary>
            [JsonPropertyName("label")]
            public int Label { get; set; }
        }
    }

    [JsonPropertyName("result")]
    public Types.Result? Result { get; set; }

    /// <summary>What the platform's support asks for.</summary>
    [JsonPropertyName("trace_id")]
    public string? TraceId { get; set; }
}
