using System.Net.Http.Headers;

namespace CinemaCx.Connectors.Http;

/// <summary>
/// One file as both chat platforms want it: multipart, field <c>media</c>, boundary and file name without the quoting and encoding that .NET adds by itself.
/// </summary>
internal static class MediaContent
{
    /// <param name="fileName">Plain ASCII.</param>
    public static MultipartFormDataContent Png(ReadOnlyMemory<byte> png, string fileName)
    {
        var boundary = "cx" + Guid.NewGuid().ToString("N");
        var content = new MultipartFormDataContent(boundary);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=" + boundary);
        var file = new ReadOnlyMemoryContent(png);
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"media\"; filename=\"{fileName}\"; filelength={png.Length}");
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        content.Add(file);
        return content;
    }
}
