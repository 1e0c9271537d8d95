using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>The platform's answers: HTTP 200 always, errors by <c>errcode</c>, <c>errmsg</c> with a request id at its end.</summary>
internal static class WeChatAnswers
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<int, string> Messages = new()
    {
        [-1] = "system error",
        [40001] = "invalid credential, access_token is invalid or not latest",
        [40002] = "invalid grant_type",
        [40003] = "invalid openid",
        [40013] = "invalid appid",
        [40014] = "invalid access_token",
        [40029] = "invalid code",
        [40037] = "invalid template_id",
        [40125] = "invalid appsecret",
        [40129] = "invalid scene or version",
        [40226] = "code blocked",
        [41001] = "access_token missing",
        [41002] = "appid missing",
        [41004] = "appsecret missing",
        [41030] = "invalid page",
        [41008] = "missing code",
        [42001] = "access_token expired",
        [43001] = "require GET method",
        [43002] = "require POST method",
        [43004] = "require subscribe",
        [43101] = "user refuse to accept the msg",
        [43107] = "subscribe message template is banned",
        [43108] = "send conflict, try again later",
        [44002] = "empty post data",
        [45009] = "reach max api daily quota limit",
        [45011] = "api minute-quota reach limit, must slower, retry next minute",
        [45168] = "contains sensitive word",
        [47001] = "data format error",
        [61010] = "code is expired",
        [87009] = "invalid signature",
    };

    /// <summary>Names with underscores are spelt out in the anonymous types handed in here, as the wire wants them.</summary>
    public static Answer Ok(object value) => new(200, JsonSerializer.SerializeToUtf8Bytes(value, Json));

    public static Answer Error(int errcode, string? message = null)
    {
        var rid = $"{WireText.RandomHex(8)}-{WireText.RandomHex(8)}-{WireText.RandomHex(8)}";
        var errmsg = (message ?? Messages.GetValueOrDefault(errcode, "error")) + " rid: " + rid;
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new { errcode, errmsg }, Json), errcode.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The request's JSON object, or null when it is none (a form, say).</summary>
    public static JsonElement? Body(Call call)
    {
        try
        {
            using var document = JsonDocument.Parse(call.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A non-empty string property of the body.</summary>
    public static string? Text(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
