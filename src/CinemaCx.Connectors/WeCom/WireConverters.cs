using System.Text.Json;
using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom;

/// <summary>A bool that is 0 or 1 on the wire.</summary>
internal sealed class NumericalBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetInt32() != 0,
        JsonTokenType.String => reader.GetString() is "1" or "true",
        _ => reader.GetBoolean(),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteNumberValue(value ? 1 : 0);
}

/// <summary>A list that is one text joined by vertical bars on the wire; the newer calls answer with an array instead, so both are read.</summary>
internal sealed class BarJoinedListConverter : JsonConverter<IList<string>>
{
    public override IList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString()!.Split('|', StringSplitOptions.RemoveEmptyEntries);
        var list = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Neither a text nor an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(reader.GetString() ?? "");
        return list;
    }

    public override void Write(Utf8JsonWriter writer, IList<string> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Join('|', value));
}
