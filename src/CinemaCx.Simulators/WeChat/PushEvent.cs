using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CinemaCx.Simulators.WeChat;

/// <summary>Something that happened at an account.</summary>
/// <param name="Event">As the platform calls it: <c>subscribe_msg_sent_event</c>.</param>
/// <param name="Fields">What stands in the message itself.</param>
/// <param name="Items">What stands in its list; null where it has none.</param>
internal sealed record PushEvent(
    string AppId, string OpenId, DateTimeOffset At, string Event, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<IReadOnlyDictionary<string, string>>? Items)
{
    public const string Sent = "subscribe_msg_sent_event";
    public const string Popup = "subscribe_msg_popup_event";
    public const string Change = "subscribe_msg_change_event";
    public const string Finished = "TEMPLATESENDJOBFINISH";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    public static PushEvent WithItems(string appId, string openId, DateTimeOffset at, string name, IEnumerable<IReadOnlyDictionary<string, string>> items) =>
        new(appId, openId, at, name, None, [.. items]);

    public static PushEvent SendResult(string appId, string openId, DateTimeOffset at, string templateId, long messageId, MessageEnd end) => WithItems(appId, openId, at, Sent,
    [
        new Dictionary<string, string>(StringComparer.Ordinal) { ["TemplateId"] = templateId, ["MsgID"] = Text(messageId), ["ErrorCode"] = end.ErrorCode, ["ErrorStatus"] = end.ErrorStatus },
    ]);

    public static PushEvent JobFinished(string appId, string openId, DateTimeOffset at, long messageId, MessageEnd end) => new(
        appId, openId, at, Finished, new Dictionary<string, string>(StringComparer.Ordinal) { ["MsgID"] = Text(messageId), ["Status"] = end.Status }, null);

    /// <summary>What she answered, or changed in the settings; a dialog's answers say where it stood.</summary>
    public static PushEvent Answers(string appId, string openId, DateTimeOffset at, string name, IEnumerable<KeyValuePair<string, string>> answers) => WithItems(appId, openId, at, name, answers.Select(a =>
    {
        var item = new Dictionary<string, string>(StringComparer.Ordinal) { ["TemplateId"] = a.Key, ["SubscribeStatusString"] = a.Value };
        if (name == Popup) item["PopupScene"] = "0";
        return item;
    }));

    /// <summary>The account's original id, which is not its app id.</summary>
    public string ToUserName => "gh_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AppId)).AsSpan(0, 6));

    public XElement Xml()
    {
        var xml = new XElement("xml", Cdata(nameof(ToUserName), ToUserName), Cdata("FromUserName", OpenId), new XElement("CreateTime", At.ToUnixTimeSeconds()), Cdata("MsgType", "event"), Cdata(nameof(Event), Event));
        xml.Add(Fields.Select(f => f.Key == "MsgID" ? new XElement(f.Key, f.Value) : Cdata(f.Key, f.Value)));
        if (Items is not null) xml.Add(new XElement(Inside, Items.Select(i => new XElement("List", i.Select(f => Cdata(f.Key, f.Value))))));
        return xml;
    }

    /// <summary>A list of one is that one thing; the results of a send lie one step deeper than answers do.</summary>
    public JsonObject JsonBody()
    {
        var json = new JsonObject { [nameof(ToUserName)] = ToUserName, ["FromUserName"] = OpenId, ["CreateTime"] = At.ToUnixTimeSeconds(), ["MsgType"] = "event", [nameof(Event)] = Event };
        foreach (var (name, value) in Fields) json[name] = value;
        if (Items is null) return json;
        var items = Items.Select(i => (JsonNode)new JsonObject(i.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)))).ToArray();
        var list = items.Length == 1 ? items[0] : new JsonArray(items);
        if (Event == Sent) json[Inside] = new JsonObject { ["List"] = list };
        else json["List"] = list;
        return json;
    }

    public static string Write(JsonObject json) => json.ToJsonString(Json);

    private string Inside => Event switch { Sent => "SubscribeMsgSentEvent", Change => "SubscribeMsgChangeEvent", _ => "SubscribeMsgPopupEvent" };

    private static XElement Cdata(string name, string value) => new(name, new XCData(value));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How a message ends that the platform took.</summary>
/// <param name="ErrorCode">Subscribe messages: <c>0</c> arrived.</param>
/// <param name="Status">Template messages: <c>success</c>, <c>failed:user block</c>, <c>failed: system failed</c>.</param>
internal sealed record MessageEnd(string ErrorCode = "0", string ErrorStatus = "success", string Status = "success");
