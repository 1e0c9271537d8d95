using System.Text.Json;

namespace CinemaCx.Messages;

/// <summary>What a template leaves open.</summary>
/// <param name="Name">What values and forms call it: letters and digits, the first a small letter.</param>
/// <param name="Label">What people call it: 影片.</param>
/// <param name="Kind">The platform's word for what fits, which <see cref="FieldRules"/> knows: <c>thing</c>, <c>time</c>, <c>amount</c> …</param>
/// <param name="Sample">A value that fits.</param>
public sealed record MessageField(string Name, string Label, string Kind, string Sample)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static IReadOnlyList<MessageField> Read(string json) => JsonSerializer.Deserialize<IReadOnlyList<MessageField>>(json, Json) ?? [];
}
