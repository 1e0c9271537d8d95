using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace CinemaCx.Simulators.Shared;

/// <summary>Pictures that were uploaded, for three days; <c>/_sim/media/{id}</c> shows them to the page.</summary>
internal sealed class MediaStore(TimeProvider time)
{
    private const int Smallest = 5;
    private static readonly TimeSpan Life = TimeSpan.FromDays(3);
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47];
    private static readonly byte[] Jpg = [0xFF, 0xD8, 0xFF];

    private readonly ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    public void Keep(string id, byte[] picture) => _kept[id] = (picture, time.GetUtcNow() + Life);

    public bool Has(string? id) => id is not null && _kept.TryGetValue(id, out var kept) && time.GetUtcNow() < kept.Until;

    public void Clear() => _kept.Clear();

    public void Map(IEndpointRouteBuilder sim) => sim.MapGet("/media/{id}", (string id) => _kept.TryGetValue(id, out var kept)
        ? Results.Bytes(kept.Bytes, kept.Bytes.AsSpan().StartsWith(Png) ? "image/png" : "image/jpeg")
        : Results.NotFound());

    /// <summary>The picture in the multipart field <c>media</c>; null when the body holds none: no such field, no file name, no JPG or PNG.</summary>
    public static byte[]? Picture(Call call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Header("Content-Type"), out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return null;
        // The platforms do not take the quotes off a boundary.
        if (type.Boundary.Value is not { Length: > 0 } boundary || boundary.StartsWith('"')) return null;
        var body = call.Body.AsSpan();
        var line = System.Text.Encoding.ASCII.GetBytes("--" + boundary);
        for (var at = body.IndexOf(line); at >= 0;)
        {
            var part = body[(at + line.Length)..];
            var end = part.IndexOf(line);
            if (end < 0) return null;
            if (Media(part[..end]) is { } picture) return picture;
            at += line.Length + end;
        }

        return null;
    }

    private static byte[]? Media(ReadOnlySpan<byte> part)
    {
        var blank = part.IndexOf("\r\n\r\n"u8);
        if (blank < 0) return null;
        var head = System.Text.Encoding.UTF8.GetString(part[..blank]);
        if (!head.Contains("name=\"media\"", StringComparison.Ordinal) || !head.Contains("filename=\"", StringComparison.Ordinal)) return null;
        var content = part[(blank + 4)..];
        if (content.EndsWith("\r\n"u8)) content = content[..^2];
        return content.Length > Smallest && (content.StartsWith(Png) || content.StartsWith(Jpg)) ? content.ToArray() : null;
    }
}
