using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>POST /message/update_template_card</c>: either a word on the button, or a whole new card.</summary>
public sealed class CgibinMessageUpdateTemplateCardRequest : WechatWorkRequest
{
    public static class Types
    {
        public sealed class Button
        {
            [JsonPropertyName("replace_name")]
            public string ReplaceName { get; set; } = "";
        }
    }

    /// <summary>Whose card changes; at most 1,000.</summary>
    [JsonPropertyName("userids")]
    public IList<string>? UserIdList { get; set; }

    /// <summary>The client's own when null.</summary>
    [JsonPropertyName("agentid")]
    public int? AgentId { get; set; }

    [JsonPropertyName("response_code")]
    public string ResponseCode { get; set; } = "";

    [JsonPropertyName("button")]
    public Types.Button? Button { get; set; }

    [JsonPropertyName("template_card")]
    public CgibinMessageSendRequest.Types.TemplateCardMessage? TemplateCard { get; set; }
}

/// <summary>Answer of <c>POST /message/update_template_card</c>. It brings no new response code.</summary>
public sealed class CgibinMessageUpdateTemplateCardResponse : WechatWorkResponse
{
    [JsonPropertyName("invaliduser")]
    [JsonConverter(typeof(BarJoinedListConverter))]
    public IList<string>? InvalidUserIdList { get; set; }
}
