using System.Text.Json;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The published test vectors of the platforms, with their keys.</summary>
internal static class Vectors
{
    private static readonly JsonElement File = Load();

    /// <summary>Ids of all vectors of a kind, for theories.</summary>
    public static TheoryData<string> OfKind(string kind)
    {
        var ids = new TheoryData<string>();
        foreach (var vector in File.GetProperty("vectors").EnumerateArray())
            if (vector.GetProperty("kind").GetString() == kind)
                ids.Add(vector.GetProperty("id").GetString()!);
        return ids;
    }

    public static int Count => File.GetProperty("vectors").GetArrayLength();

    public static IEnumerable<string> Kinds => File.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("kind").GetString()!);

    public static string Input(string id, string name) => Of(id).GetProperty("inputs").GetProperty(name).GetString()!;

    public static string Expected(string id, string name) => Of(id).GetProperty("expected").GetProperty(name).GetString()!;

    /// <summary>A value that some vectors give and others expect.</summary>
    public static string Either(string id, string name) =>
        Of(id).GetProperty("expected").TryGetProperty(name, out var value) ? value.GetString()! : Input(id, name);

    /// <summary>The PEM text of a key; bare base64 of PKCS#8 is dressed up as such.</summary>
    public static string Pem(string name)
    {
        var keys = File.GetProperty("keys");
        return keys.TryGetProperty(name, out var pem)
            ? pem.GetString()!
            : $"-----BEGIN PRIVATE KEY-----\n{keys.GetProperty(name + "_pkcs8_b64").GetString()}\n-----END PRIVATE KEY-----";
    }

    private static JsonElement Of(string id) =>
        File.GetProperty("vectors").EnumerateArray().Single(vector => vector.GetProperty("id").GetString() == id);

    private static JsonElement Load()
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream("CinemaCx.Tests.Connectors.vectors.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
