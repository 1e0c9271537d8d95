using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary>Reads the direct answer to a callback (page "被动回复消息格式") and shows on the phone what it says.</summary>
internal sealed class PassiveReply(Seal seal, ChatBook chats, TimeProvider time)
{
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "HorizontalContentList", "JumpList", "ActionList", "OptionList", "ButtonList" };

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal) { "Type", "DescColor", "Style" };

    /// <param name="taskId">The card that was pressed; null when the callback was none of a card.</param>
    public (string Kind, string? Error) Apply(string answer, Chat chat, string? taskId)
    {
        try
        {
            var outer = XElement.Parse(answer);
            string Part(string name) => outer.Element(name)?.Value ?? throw new FormatException(name + " is missing");
            var encrypted = Part("Encrypt");
            if (seal.Sign(Part("TimeStamp"), Part("Nonce"), encrypted) != Part("MsgSignature")) return ("refused", "MsgSignature is wrong");
            var reply = XElement.Parse(seal.Decrypt(encrypted));
            var kind = reply.Element("MsgType")?.Value ?? "";
            return (kind, Show(kind, reply, chat, taskId));
        }
        catch (Exception wrong) when (wrong is XmlException or FormatException or CryptographicException)
        {
            return ("refused", wrong.Message);
        }
    }

    private string? Show(string kind, XElement reply, Chat chat, string? taskId)
    {
        switch (kind)
        {
            case "text" when reply.Element("Content")?.Value is { Length: > 0 } text:
                chat.Add(new ChatItem { Number = chats.NextNumber(), At = time.GetUtcNow(), Kind = "text", Text = text });
                return null;
            case "update_button" when taskId is not null && reply.Element("Button")?.Element("ReplaceName")?.Value is { Length: > 0 } word:
                chat.Change(taskId, null, word);
                return null;
            case "update_template_card" when taskId is not null && reply.Element("TemplateCard") is { } element:
                var card = Object(element);
                if (CardRules.Fault(card) is { } fault) return fault;
                chat.Change(taskId, card, card.Text("replace_text"));
                return null;
            default:
                return "MsgType does not answer this callback";
        }
    }

    private static JsonObject Object(XElement element)
    {
        var read = new JsonObject();
        foreach (var child in element.Elements())
        {
            var name = MemberName(child.Name.LocalName);
            var value = Value(child);
            if (!Lists.Contains(child.Name.LocalName)) read[name] = value;
            else if (read[name] is JsonArray list) list.Add(value);
            else read[name] = new JsonArray(value);
        }
        return read;
    }

    private static JsonNode Value(XElement element)
    {
        if (element.HasElements) return Object(element);
        return Numbers.Contains(element.Name.LocalName) && int.TryParse(element.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : element.Value;
    }

    private static string MemberName(string element) => element is "KeyName" or "UserId" or "AppId" or "PagePath"
        ? element.ToLowerInvariant()
        : string.Concat(element.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
