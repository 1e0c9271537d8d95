using System.Net.Http.Headers;

namespace CinemaCx.Connectors.Http;

/// <summary>What came back, byte for byte: signatures are checked over it before anything reads a meaning into it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Response headers; names are case-insensitive.</param>
/// <param name="Bytes">The body, empty for 204.</param>
public sealed record RawAnswer(int Status, HttpResponseHeaders Headers, byte[] Bytes)
{
    /// <summary>The header's value, or null when it is absent.</summary>
    public string? Header(string name) =>
        Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
