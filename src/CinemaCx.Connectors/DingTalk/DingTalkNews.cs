using System.Text.Json;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>Reads what DingTalk tells; the same by Stream and by HTTP. Pages "卡片事件回调", "接收消息".</summary>
internal static class DingTalkNews
{
    /// <param name="corpId">The only organisation that is listened to; empty for any.</param>
    /// <param name="dedupeKey">What names this telling.</param>
    /// <exception cref="Refusal">Not of the documented shape, or from another organisation.</exception>
    public static DingTalkPress Press(JsonElement news, string corpId, string dedupeKey)
    {
        OfOurs(corpId, Text(news, "corpId"));
        var content = Parse(Text(news, "content"));
        if (Text(news, "userId") is not { } user || Text(news, "outTrackId") is not { } card
            || !content.TryGetProperty("cardPrivateData", out var action) || action.ValueKind != JsonValueKind.Object)
            throw Malformed();

        var sent = action.TryGetProperty("params", out var found) && found.ValueKind == JsonValueKind.Object
            ? found.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
        var key = sent.GetValueOrDefault("key") is { Length: > 0 } named ? named : FirstAction(action);

        // The template sends the choice under a fixed name and the name our card gave it beside it.
        if (sent.Remove("choice_key", out var choiceKey) && sent.Remove("choice", out var choice) && choiceKey.Length > 0 && choice.Length > 0)
            sent[choiceKey] = choice;
        sent.Remove("key");
        return new DingTalkPress(user, card, key, sent, dedupeKey);
    }

    /// <inheritdoc cref="Press"/>
    public static DingTalkText Message(JsonElement news, string corpId)
    {
        OfOurs(corpId, Text(news, "chatbotCorpId"));
        if (Text(news, "msgId") is not { } id)
            throw Malformed();
        var expires = news.TryGetProperty("sessionWebhookExpiredTime", out var until) && until.TryGetInt64(out var ms) ? ms : 0;
        return new DingTalkText(
            Text(news, "senderStaffId"),
            Words(news).Trim(),
            id,
            Uri.TryCreate(Text(news, "sessionWebhook"), UriKind.Absolute, out var webhook) ? webhook : null,
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(expires, 0, 253_402_300_799_999)),
            Text(news, "senderNick"),
            InGroup: Text(news, "conversationType") == "2");
    }

    /// <exception cref="Refusal">Not a JSON object.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static JsonElement Parse(string? json) => Parse(System.Text.Encoding.UTF8.GetBytes(json ?? ""));

    /// <summary>A text member that is not empty.</summary>
    public static string? Text(JsonElement news, string name) =>
        news.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public static Refusal Malformed() => new(400, "callback-malformed", "回调内容无法识别");

    private static void OfOurs(string corpId, string? told)
    {
        if (corpId.Length > 0 && told != corpId)
            throw new Refusal(403, "callback-foreign", "回调来自其他企业");
    }

    private static string FirstAction(JsonElement action) =>
        action.TryGetProperty("actionIds", out var ids) && ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() > 0
            ? Plain(ids[0])
            : throw Malformed();

    private static string Words(JsonElement news)
    {
        if (news.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.Object)
            return Text(text, "content") ?? "";
        if (!news.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Object)
            return "";

        // A voice message comes with what was understood of it, rich text in pieces.
        if (Text(content, "recognition") is { } said)
            return said;
        return content.TryGetProperty("richText", out var pieces) && pieces.ValueKind == JsonValueKind.Array
            ? string.Concat(pieces.EnumerateArray().Where(piece => piece.ValueKind == JsonValueKind.Object).Select(piece => Text(piece, "text")))
            : "";
    }

    // A selection comes as {"index": 0, "value": "id"}.
    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.Object when value.TryGetProperty("value", out var inner) => Plain(inner),
        JsonValueKind.Object when value.TryGetProperty("index", out var index) => Plain(index),
        _ => value.GetRawText(),
    };
}
