using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using CinemaCx.Alerts;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Connectors.WeCom;

/// <summary>What stands in the address of a callback, percent-decoded.</summary>
public sealed record WeComQuery(string? MessageSignature, string? Timestamp, string? Nonce);

/// <summary>
/// Opens what WeCom sends to the address of "接收消息", and seals the direct answer (pages "回调和回复的加解密方案", "接收消息格式", "被动回复消息格式"). Answer
/// within five seconds (the check of the address within one); three attempts are made in all. Safe for many threads.
/// </summary>
/// <remarks>Everything that is turned away is a <see cref="Refusal"/>: answer with its status, write its code down, change nothing.</remarks>
public sealed class WeComCallbacks
{
    /// <summary>How far the timestamp of a callback may lie from now, either way.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    private const int MostCharacters = 64 * 1024;
    private const int MostTextBytes = 2048;

    private static readonly XmlReaderSettings Reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostCharacters,
    };

    private readonly CallbackCrypto _crypto;
    private readonly string _corpId;
    private readonly TimeProvider _time;

    public WeComCallbacks(WeComOptions options, TimeProvider time)
    {
        _crypto = new CallbackCrypto(options.PushToken, options.PushEncodingAESKey, options.CorpId);
        _corpId = options.CorpId;
        _time = time;
    }

    /// <summary>The check of the address: GET with <c>echostr</c>.</summary>
    /// <returns>The body to answer with, as plain text and nothing around it.</returns>
    /// <exception cref="Refusal">callback-incomplete, callback-signature-invalid, callback-too-old, callback-sealed.</exception>
    public string Echo(WeComQuery query, string? echo) => Unseal(query, echo);

    /// <summary>A message or an event: POST with an XML body.</summary>
    /// <exception cref="Refusal">
    /// callback-incomplete, callback-signature-invalid, callback-too-old, callback-foreign, callback-sealed, callback-malformed.
    /// </exception>
    public WeComMessage Open(WeComQuery query, string body)
    {
        var envelope = Parse(body);
        var plain = Unseal(query, envelope.Element("Encrypt")?.Value, envelope.Element("ToUserName")?.Value);
        var message = Parse(plain);
        if (Text(message, "ToUserName") is { } corp && corp != _corpId)
            throw WeComRefusals.Foreign();
        return Read(message);
    }

    /// <summary>The direct answer to a press: this member's card shows the present state. Spends no response code.</summary>
    /// <returns>The body to answer with, <c>application/xml</c>.</returns>
    public string ReplyCard(WeComMessage to, StaffCard card) =>
        Reply(to, "update_template_card", xml => TemplateCardXml.Write(xml, WeComCard.Update(card)));

    /// <summary>The direct answer to a press: the button shows this word, greyed.</summary>
    public string ReplyButton(WeComMessage to, string word) => Reply(to, "update_button", xml =>
    {
        xml.WriteStartElement("Button");
        WriteText(xml, "ReplaceName", WeComWords.Fit(word, 10)!);
        xml.WriteEndElement();
    });

    /// <summary>The direct answer in words.</summary>
    public string ReplyText(WeComMessage to, string text) =>
        Reply(to, "text", xml => WriteText(xml, "Content", WeComWords.FitBytes(text, MostTextBytes)));

    private string Unseal(WeComQuery query, string? encrypted, string? corp = null)
    {
        if (query is not { MessageSignature.Length: > 0, Timestamp.Length: > 0, Nonce.Length: > 0 } || string.IsNullOrEmpty(encrypted))
            throw WeComRefusals.Incomplete();
        if (!_crypto.IsGenuine(query.MessageSignature, query.Timestamp, query.Nonce, encrypted))
            throw WeComRefusals.Forged();

        // Signed together with the message: nobody but the platform can make an old one look new.
        if (!long.TryParse(query.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > MostAge)
            throw WeComRefusals.Stale();
        if (corp is not null && corp != _corpId)
            throw WeComRefusals.Foreign();
        try
        {
            return _crypto.Decrypt(encrypted);
        }
        catch (CryptographicException)
        {
            throw WeComRefusals.Sealed();
        }
    }

    private static WeComMessage Read(XElement message)
    {
        var user = Text(message, "FromUserName") ?? throw WeComRefusals.Malformed();
        var type = Text(message, "MsgType") ?? throw WeComRefusals.Malformed();
        if (!long.TryParse(Text(message, "CreateTime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            throw WeComRefusals.Malformed();
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);

        var what = type == "event" ? "event/" + Text(message, "Event") : type;
        var (key, task, code) = (Text(message, "EventKey"), Text(message, "TaskId"), Text(message, "ResponseCode"));
        var id = Text(message, "MsgId");

        // Events have no id; two presses within one second differ in their response codes.
        var dedupe = id is not null && type != "event" ? "msg " + id : "event " + Hash([user, Text(message, "CreateTime"), what, key, task, code]);
        return what switch
        {
            "text" when id is not null => new WeComText(user, at, dedupe, Text(message, "Content") ?? "", id),
            "event/template_card_event" or "event/template_card_menu_event" when key is not null && task is not null => new WeComPress(user, at, dedupe)
            {
                EventKey = key,
                TaskId = task,
                ResponseCode = code,
                FromMenu = what == "event/template_card_menu_event",
                Selected = Selected(message),
            },
            "event/enter_agent" => new WeComEntered(user, at, dedupe),
            _ => new WeComOther(user, at, dedupe, what, key),
        };
    }

    // The platform's own sample misspells both names, so either may come.
    private static IReadOnlyList<string> Selected(XElement message) =>
    [
        .. message.Elements("SelectedItems").Elements("SelectedItem")
            .Elements().Where(list => list.Name.LocalName is "OptionIds" or "OpitonIds")
            .Elements().Where(option => option.Name.LocalName is "OptionId" or "OpitonId")
            .Select(option => option.Value.Trim()).Where(option => option.Length > 0).Distinct(StringComparer.Ordinal),
    ];

    private string Reply(WeComMessage to, string type, Action<XmlWriter> content)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var encrypted = _crypto.Encrypt(Xml(xml =>
        {
            WriteText(xml, "ToUserName", to.UserId);
            WriteText(xml, "FromUserName", _corpId);
            xml.WriteElementString("CreateTime", now);
            WriteText(xml, "MsgType", type);
            content(xml);
        }));
        var nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        return Xml(xml =>
        {
            WriteText(xml, "Encrypt", encrypted);
            WriteText(xml, "MsgSignature", _crypto.Sign(now, nonce, encrypted));
            xml.WriteElementString("TimeStamp", now);
            WriteText(xml, "Nonce", nonce);
        });
    }

    private static string Xml(Action<XmlWriter> content)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("xml");
            content(xml);
            xml.WriteEndElement();
        }
        return text.ToString();
    }

    private static void WriteText(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement(name);
        xml.WriteCData(value);
        xml.WriteEndElement();
    }

    private static XElement Parse(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), Reading);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            throw WeComRefusals.Malformed();
        }
    }

    /// <summary>An element's text; null when absent or empty.</summary>
    private static string? Text(XElement message, string name) => message.Element(name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static string Hash(IEnumerable<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)))[..16]);
}
