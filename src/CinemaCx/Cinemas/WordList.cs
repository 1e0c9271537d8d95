using System.Text.Encodings.Web;
using System.Text.Json;

namespace CinemaCx.Cinemas;

/// <summary>A few words kept in one text column as a JSON array, in their order.</summary>
public static class WordList
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format(IEnumerable<string> words) => JsonSerializer.Serialize(words, Plain);

    public static IReadOnlyList<string> Parse(string json) => JsonSerializer.Deserialize<List<string>>(json) ?? [];
}
