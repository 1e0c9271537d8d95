using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.Http;

/// <summary>
/// How JSON is spoken with all platforms: Chinese and <c>&lt; &gt; &amp;</c> as they are (WeCom refuses <c>\uxxxx</c>, and byte limits stay
/// countable), absent members instead of null, numbers accepted as text.
/// </summary>
public static class PlatformJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <exception cref="CommonSerializationException">Not JSON, or not of that shape.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new CommonSerializationException("The JSON text is the literal null.");
        }
        catch (JsonException e)
        {
            throw new CommonSerializationException($"The JSON text does not have the shape of {typeof(T).Name}.", e);
        }
    }
}

/// <summary>A text that some versions of a platform write as a number (<c>countryCode</c>).</summary>
internal sealed class TextOrNumberConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64().ToString(CultureInfo.InvariantCulture) : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>An instant as WeChat Pay writes it: whole seconds with the offset of China, <c>2026-06-08T10:34:56+08:00</c>.</summary>
internal sealed class ChinaTimeConverter : JsonConverter<DateTimeOffset>
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToOffset(China).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
}
