using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary>The platform's answers: HTTP 200 always, <c>errcode</c> 0 for success.</summary>
internal static class WeComAnswers
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<int, string> Messages = new()
    {
        [-1] = "system busy",
        [40001] = "invalid credential",
        [40004] = "invalid media type",
        [40007] = "invalid media_id",
        [40008] = "invalid message type",
        [40013] = "invalid corpid",
        [40014] = "invalid access_token",
        [40029] = "invalid code",
        [40033] = "invalid charset, \\uxxxx is not allowed",
        [40056] = "invalid agentid",
        [40058] = "invalid request parameter",
        [41001] = "access_token missing",
        [41002] = "corpid missing",
        [41004] = "corpsecret missing",
        [41005] = "media data missing",
        [42001] = "access_token expired",
        [42003] = "code expired",
        [42014] = "invalid task_id",
        [42022] = "code already used",
        [43001] = "require GET method",
        [43002] = "require POST method",
        [43012] = "callback url not set",
        [44004] = "text content empty",
        [45002] = "message content size out of limit",
        [45009] = "reach max api limit",
        [45033] = "api concurrent out of limit",
        [47001] = "data format error",
        [60011] = "no privilege to access/modify contact/party/agent",
        [60020] = "not allow to access from your ip",
        [60111] = "userid not found",
        [81013] = "user & party & tag all invalid",
        [82001] = "touser & toparty & totag all empty",
        [301002] = "no privilege for this agent",
    };

    /// <summary>Success with these members after <c>errcode</c> and <c>errmsg</c>; null members are left out.</summary>
    public static Answer Ok(params (string Name, JsonNode? Value)[] members) => Ok("ok", members);

    public static Answer Ok(string message, (string Name, JsonNode? Value)[] members)
    {
        var answer = new JsonObject { ["errcode"] = 0, ["errmsg"] = message };
        foreach (var (name, value) in members)
            if (value is not null) answer[name] = value;
        return new(200, JsonSerializer.SerializeToUtf8Bytes(answer, Json));
    }

    public static Answer Error(int errcode, string? message = null)
    {
        var errmsg = $"{Messages.GetValueOrDefault(errcode, "error")}{(message is null ? "" : ", " + message)}, hint: [{WireText.RandomDigits(19)}]";
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new { errcode, errmsg }, Json), errcode.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The request's JSON object, or null when it is none.</summary>
    public static JsonObject? Body(Call call)
    {
        try
        {
            return JsonNode.Parse(call.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
