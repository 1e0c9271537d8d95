using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>POST /message/recall</c>.</summary>
public sealed class CgibinMessageRecallRequest : WechatWorkRequest
{
    [JsonPropertyName("msgid")]
    public string MessageId { get; set; } = "";
}

/// <summary>Answer of <c>POST /message/recall</c>.</summary>
public sealed class CgibinMessageRecallResponse : WechatWorkResponse;
