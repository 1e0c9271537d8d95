using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>Both generations: the new API fails with an HTTP status and <c>code</c>, the older one with <c>errcode</c> under status 200.</summary>
internal static class DingTalkAnswers
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Answer Ok(object value) => new(200, Bytes(value));

    public static Answer Error(int status, string code, string message) =>
        new(status, Bytes(new { code, message, requestid = Guid.NewGuid().ToString().ToUpperInvariant() }), code);

    public static Answer Legacy(int errcode, string errmsg) =>
        new(200, Bytes(new { errcode, errmsg }), errcode == 0 ? null : errcode.ToString(CultureInfo.InvariantCulture));

    public static Answer Missing(string name) => Error(400, "Missing" + name, $"{name} is mandatory for this action.");

    public static Answer Invalid(string name, string message) => Error(400, "invalidParameter." + name, message);

    public static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    public static string Text(object value) => JsonSerializer.Serialize(value, Json);
}

/// <summary>Reading JSON that others wrote.</summary>
internal static class Wire
{
    /// <summary>The JSON object, or null when it is none.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A non-empty string member.</summary>
    public static string? Text(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    public static JsonElement? Member(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    public static bool IsTrue(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The variables of a card, or null when one of them is not a string.</summary>
    public static Dictionary<string, string>? Variables(this JsonElement cardData)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (cardData.Member("cardParamMap") is not { } map) return variables;
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String) return null;
            variables[member.Name] = member.Value.GetString()!;
        }

        return variables;
    }
}
