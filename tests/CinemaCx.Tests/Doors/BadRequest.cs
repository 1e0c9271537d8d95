using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Tests.Support;

namespace CinemaCx.Tests.Doors;

/// <summary>One thing that a careless or ill-willed client sends, and how the door answers.</summary>
/// <param name="Body">Text as it is sent; null sends no body.</param>
/// <param name="Code">Of the refusal.</param>
internal sealed record BadRequest(string Method, string Path, string? Body, int Status, string Code)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole Authorization header; null sends none, empty the guest's own token.</summary>
    public string? Authorization { get; init; } = "";

    public string? ContentType { get; init; } = "application/json";

    /// <summary>Idempotency key; empty makes a new one.</summary>
    public string? Key { get; init; } = "";

    /// <summary>The same with an object as the body.</summary>
    public static BadRequest With(string method, string path, object body, int status, string code) =>
        new(method, path, JsonSerializer.Serialize(body, Json), status, code);

    public async Task<Answer> SendAsync(HttpClient http, string token)
    {
        // The path goes out as it is written, dots and escapes included.
        using var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(Path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (Authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", Authorization.Length == 0 ? "Bearer " + token : Authorization);
        if (Key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", Key.Length == 0 ? Guid.NewGuid().ToString("N") : Key);
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            // Too large a body is refused by its announced length: who waits for the answer sees it before the connection is cut.
            request.Headers.ExpectContinue = Body.Length > 256 * 1024;
            if (ContentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    public override string ToString() => $"{Method} {Path} {(Body is { Length: > 120 } ? $"{Body.Length} characters" : Body)}";
}
