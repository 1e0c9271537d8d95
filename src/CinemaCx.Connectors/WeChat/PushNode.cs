using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace CinemaCx.Connectors.WeChat;

/// <summary>
/// A piece of a pushed message, the same for XML and JSON: text, or named pieces of which several may have one name. A JSON list is several pieces of its
/// name, a single object one, and a number is its text: the platform sends the same event in any of these ways.
/// </summary>
internal sealed record PushNode(string Text, ILookup<string, PushNode> Inside)
{
    private const int MostCharacters = 64 * 1024;
    private const int Deepest = 6;

    private static readonly XmlReaderSettings Reading = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters };

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, MaxDepth = 32 };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text under a name; null when absent, empty, or nothing that could be stored.</summary>
    public string? Value(string name) => Inside[name].FirstOrDefault()?.Text.Trim() is { Length: > 0 } text && !text.Contains('\0') ? text : null;

    /// <summary>All pieces of a name.</summary>
    public IEnumerable<PushNode> All(string name) => Inside[name];

    /// <returns>Null when it is neither XML nor a JSON object.</returns>
    public static PushNode? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Parse(Strict.GetString(body.Span));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    public static PushNode? Parse(string body)
    {
        try
        {
            if (body.AsSpan().TrimStart() is not ['{', ..]) return Of(Load(body), Deepest);
            using var json = JsonDocument.Parse(body, Lenient);
            return Of(json.RootElement, Deepest);
        }
        catch (Exception e) when (e is XmlException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static XElement Load(string body)
    {
        using var reader = XmlReader.Create(new StringReader(body), Reading);
        return XElement.Load(reader);
    }

    /// <summary>What lies deeper than anything the platform sends is left away.</summary>
    private static PushNode Of(XElement element, int depth) => element.HasElements && depth > 0
        ? new PushNode("", element.Elements().ToLookup(e => e.Name.LocalName, e => Of(e, depth - 1), StringComparer.Ordinal))
        : new PushNode(element.HasElements ? "" : element.Value, None);

    private static PushNode Of(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Object when depth > 0 => new PushNode("", element.EnumerateObject().SelectMany(p => Each(p.Value).Select(v => (p.Name, Value: v)))
            .ToLookup(p => p.Name, p => Of(p.Value, depth - 1), StringComparer.Ordinal)),
        JsonValueKind.String => new PushNode(element.GetString()!, None),
        JsonValueKind.Number => new PushNode(element.GetRawText(), None),
        _ => new PushNode("", None),
    };

    private static IReadOnlyList<JsonElement> Each(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    private static ILookup<string, PushNode> None { get; } = Array.Empty<PushNode>().ToLookup(_ => "", StringComparer.Ordinal);
}
