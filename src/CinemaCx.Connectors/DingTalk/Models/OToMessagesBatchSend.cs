using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <summary><c>POST /v1.0/robot/oToMessages/batchSend</c>.</summary>
/// <param name="UserIds">Staff ids, at most 20.</param>
/// <param name="MsgKey"><c>sampleText</c>, <c>sampleMarkdown</c> and others.</param>
/// <param name="MsgParam">A JSON object as text, whose members depend on the key.</param>
public sealed record OToMessagesBatchSendRequest(
    [property: JsonPropertyName("robotCode")] string RobotCode,
    [property: JsonPropertyName("userIds")] IReadOnlyList<string> UserIds,
    [property: JsonPropertyName("msgKey")] string MsgKey,
    [property: JsonPropertyName("msgParam")] string MsgParam);

/// <summary>Answer of <c>POST /v1.0/robot/oToMessages/batchSend</c>.</summary>
public sealed class OToMessagesBatchSendResponse : DingTalkResponse
{
    /// <summary>The platform's name of the message.</summary>
    [JsonPropertyName("processQueryKey")]
    public string? ProcessQueryKey { get; set; }

    /// <summary>Nobody of the organisation, or not allowed to see the app.</summary>
    [JsonPropertyName("invalidStaffIdList")]
    public IReadOnlyList<string>? InvalidStaffIdList { get; set; }

    /// <summary>Not sent now because of flow control.</summary>
    [JsonPropertyName("flowControlledStaffIdList")]
    public IReadOnlyList<string>? FlowControlledStaffIdList { get; set; }
}
