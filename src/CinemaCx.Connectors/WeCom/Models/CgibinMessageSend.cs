using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>POST /message/send</c>.</summary>
public sealed partial class CgibinMessageSendRequest : WechatWorkRequest
{
    public static partial class Types
    {
        public sealed class TextMessage
        {
            /// <summary>At most 2,048 bytes; the platform cuts the rest off.</summary>
            [JsonPropertyName("content")]
            public string Content { get; set; } = "";
        }

        public sealed class MarkdownMessage
        {
            /// <summary>At most 2,048 bytes.</summary>
            [JsonPropertyName("content")]
            public string Content { get; set; } = "";
        }

        public sealed class ImageMessage
        {
            /// <summary>Of <c>POST /media/upload</c>.</summary>
            [JsonPropertyName("media_id")]
            public string MediaId { get; set; } = "";
        }
    }

    /// <summary>At most 1,000.</summary>
    [JsonPropertyName("touser")]
    [JsonConverter(typeof(BarJoinedListConverter))]
    public IList<string>? ToUserIdList { get; set; }

    /// <summary>The client's own when null.</summary>
    [JsonPropertyName("agentid")]
    public int? AgentId { get; set; }

    /// <summary><c>text</c>, <c>markdown</c>, <c>image</c> or <c>template_card</c>.</summary>
    [JsonPropertyName("msgtype")]
    public string MessageType { get; set; } = "text";

    [JsonPropertyName("text")]
    public Types.TextMessage? MessageContentAsText { get; set; }

    [JsonPropertyName("markdown")]
    public Types.MarkdownMessage? MessageContentAsMarkdown { get; set; }

    [JsonPropertyName("image")]
    public Types.ImageMessage? MessageContentAsImage { get; set; }

    [JsonPropertyName("template_card")]
    public Types.TemplateCardMessage? MessageContentAsTemplateCard { get; set; }

    [JsonPropertyName("enable_duplicate_check")]
    [JsonConverter(typeof(NumericalBooleanConverter))]
    public bool EnableDuplicateCheck { get; set; }

    /// <summary>Seconds, at most four hours; the platform takes 1,800 when absent.</summary>
    [JsonPropertyName("duplicate_check_interval")]
    public int? DuplicateCheckInterval { get; set; }
}

/// <summary>Answer of <c>POST /message/send</c>.</summary>
public sealed class CgibinMessageSendResponse : WechatWorkResponse
{
    /// <summary>Receivers that did not get it, although the code is 0.</summary>
    [JsonPropertyName("invaliduser")]
    [JsonConverter(typeof(BarJoinedListConverter))]
    public IList<string>? InvalidUserIdList { get; set; }

    /// <summary>Receivers without a licence that lets this application reach them.</summary>
    [JsonPropertyName("unlicenseduser")]
    [JsonConverter(typeof(BarJoinedListConverter))]
    public IList<string>? UnlicensedUserIdList { get; set; }

    [JsonPropertyName("msgid")]
    public string? MessageId { get; set; }

    /// <summary>Interactive cards only: good for one update within 72 hours.</summary>
    [JsonPropertyName("response_code")]
    public string? ResponseCode { get; set; }
}
