using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CinemaCx.Simulators.WeCom;

/// <summary>Reading of loosely typed JSON, as the platform reads it.</summary>
internal static class Wire
{
    /// <summary>A text; null when absent, empty or of another type.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject at && at[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A whole number, also when it came as text.</summary>
    public static int? Number(this JsonNode? node, string name) =>
        node is JsonObject at && at[name] is JsonValue value && value.GetValueKind() is (JsonValueKind.Number or JsonValueKind.String)
            && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (int)number : null;

    public static JsonObject? Part(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static IReadOnlyList<JsonNode?> List(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonArray list ? [.. list] : [];

    public static bool Has(this JsonObject node, string name) => node[name] is not null;
}
