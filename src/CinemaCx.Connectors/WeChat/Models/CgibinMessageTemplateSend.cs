using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>POST /cgi-bin/message/template/send</c>, of a service account.</summary>
public sealed class CgibinMessageTemplateSendRequest : WechatApiRequest
{
    public static class Types
    {
        public sealed class DataItem
        {
            [JsonPropertyName("value")]
            public string Value { get; set; } = "";
        }

        public sealed class MiniProgram
        {
            /// <summary>Must be associated with the service account.</summary>
            [JsonPropertyName("appid")]
            public string AppId { get; set; } = "";

            [JsonPropertyName("pagepath")]
            public string? PagePath { get; set; }
        }
    }

    /// <summary>Open id at the service account.</summary>
    [JsonPropertyName("touser")]
    public string ToUserOpenId { get; set; } = "";

    [JsonPropertyName("template_id")]
    public string TemplateId { get; set; } = "";

    [JsonPropertyName("miniprogram")]
    public Types.MiniProgram? MiniProgram { get; set; }

    /// <summary>The same for one receiver within ten minutes is delivered once.</summary>
    [JsonPropertyName("client_msg_id")]
    public string? ClientMessageId { get; set; }

    [JsonPropertyName("data")]
    public IDictionary<string, Types.DataItem> Data { get; set; } = new Dictionary<string, Types.DataItem>(StringComparer.Ordinal);
}

/// <summary>Answer of <c>POST /cgi-bin/message/template/send</c>.</summary>
public sealed class CgibinMessageTemplateSendResponse : WechatApiResponse
{
    [JsonPropertyName("msgid")]
    public long? MessageId { get; set; }
}
