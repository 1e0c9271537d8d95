using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>POST /cgi-bin/message/subscribe/send</c>.</summary>
public sealed class CgibinMessageSubscribeSendRequest : WechatApiRequest
{
    public static class Types
    {
        public sealed class DataItem
        {
            [JsonPropertyName("value")]
            public string Value { get; set; } = "";
        }
    }

    [JsonPropertyName("touser")]
    public string ToUserOpenId { get; set; } = "";

    [JsonPropertyName("template_id")]
    public string TemplateId { get; set; } = "";

    /// <summary>May carry a query.</summary>
    [JsonPropertyName("page")]
    public string? MiniProgramPagePath { get; set; }

    /// <summary><c>developer</c>, <c>trial</c> or <c>formal</c>.</summary>
    [JsonPropertyName("miniprogram_state")]
    public string MiniProgramState { get; set; } = "formal";

    [JsonPropertyName("lang")]
    public string Language { get; set; } = "zh_CN";

    [JsonPropertyName("data")]
    public IDictionary<string, Types.DataItem> Data { get; set; } = new Dictionary<string, Types.DataItem>(StringComparer.Ordinal);
}

/// <summary>Answer of <c>POST /cgi-bin/message/subscribe/send</c>.</summary>
public sealed class CgibinMessageSubscribeSendResponse : WechatApiResponse
{
    /// <summary>The <c>MsgID</c> of the later <c>subscribe_msg_sent_event</c>. The page's table leaves it out and its sample has it, so it may be absent.</summary>
    [JsonPropertyName("msgid")]
    public long? MessageId { get; set; }
}
