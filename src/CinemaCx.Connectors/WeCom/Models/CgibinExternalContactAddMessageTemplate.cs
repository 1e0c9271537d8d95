using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>POST /externalcontact/add_msg_template</c> (page 92135).</summary>
public sealed class CgibinExternalContactAddMessageTemplateRequest : WechatWorkRequest
{
    public static class Types
    {
        public sealed class TextMessage
        {
            /// <summary>At most 4,000 bytes.</summary>
            [JsonPropertyName("content")]
            public string Content { get; set; } = "";
        }
    }

    /// <summary><c>single</c>: to customers, not to customer groups.</summary>
    [JsonPropertyName("chat_type")]
    public string ChatType { get; set; } = "single";

    /// <summary>At most 10,000.</summary>
    [JsonPropertyName("external_userid")]
    public IList<string>? ExternalUserIdList { get; set; }

    /// <summary>The employee who lets it go.</summary>
    [JsonPropertyName("sender")]
    public string? SenderUserId { get; set; }

    [JsonPropertyName("text")]
    public Types.TextMessage? MessageContentAsText { get; set; }
}

/// <summary>Answer of <c>POST /externalcontact/add_msg_template</c>.</summary>
public sealed class CgibinExternalContactAddMessageTemplateResponse : WechatWorkResponse
{
    /// <summary>Customers who cannot be written to, although the code is 0.</summary>
    [JsonPropertyName("fail_list")]
    public IList<string>? FailedExternalUserIdList { get; set; }

    [JsonPropertyName("msgid")]
    public string? MessageId { get; set; }
}
