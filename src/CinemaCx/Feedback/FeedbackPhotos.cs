using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Options;

namespace CinemaCx.Feedback;

/// <summary>Photos that guests add, as files in a folder of their own; what they are is told by their first bytes, never by what the phone calls them.</summary>
public sealed class FeedbackPhotos(IOptions<FeedbackOptions> options, TimeProvider time)
{
    public const long Largest = 5 * 1024 * 1024;

    public bool AreKept => options.Value.PhotoFolder.Length > 0;

    /// <returns>The name it is kept under; null where the house keeps none.</returns>
    /// <exception cref="Refusal">422 <c>photo-invalid</c>.</exception>
    public async Task<string?> KeepAsync(Stream photo, long length, CancellationToken cancellation)
    {
        if (!AreKept) return null;
        if (length is 0 or > Largest) throw FeedbackRefusals.BadPhoto();
        var bytes = new byte[length];
        await photo.ReadExactlyAsync(bytes, cancellation);
        var name = Id.New("pho", time.Now()) + (ExtensionOf(bytes) ?? throw FeedbackRefusals.BadPhoto());
        Directory.CreateDirectory(options.Value.PhotoFolder);
        var path = Path.Combine(options.Value.PhotoFolder, name);
        // Half a file must not look like a photo.
        await File.WriteAllBytesAsync(path + ".part", bytes, cancellation);
        File.Move(path + ".part", path);
        return name;
    }

    private static string? ExtensionOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? ".jpg"
        : bytes.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? ".png"
        : null;
}
