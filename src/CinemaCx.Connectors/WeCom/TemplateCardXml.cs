using System.Text.Json;
using System.Xml;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom.Models;

namespace CinemaCx.Connectors.WeCom;

/// <summary>
/// A card as it stands in a passive reply (page "被动回复消息格式"): the same blocks as in JSON under names in Pascal case, a list as its element repeated.
/// </summary>
internal static class TemplateCardXml
{
    public static void Write(XmlWriter xml, CgibinMessageSendRequest.Types.TemplateCardMessage card) =>
        WriteValue(xml, "TemplateCard", JsonSerializer.SerializeToElement(card, PlatformJson.Options));

    private static void WriteValue(XmlWriter xml, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                WriteValue(xml, name, item);
            return;
        }

        xml.WriteStartElement(name);
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject())
                WriteValue(xml, ElementName(member.Name), member.Value);
        else if (value.ValueKind == JsonValueKind.String)
            xml.WriteCData(value.GetString());
        else
            xml.WriteString(value.GetRawText());
        xml.WriteEndElement();
    }

    private static string ElementName(string member) => member switch
    {
        "keyname" => "KeyName",
        _ => string.Concat(member.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])),
    };
}
