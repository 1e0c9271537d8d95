using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Platform.Web;

/// <summary>Bodies from outside whose sender has not shown yet who it is: no more is read than such a message may have.</summary>
public static class BoundedBody
{
    /// <param name="most">Bytes.</param>
    /// <exception cref="Refusal">413 <c>callback-too-large</c>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int most)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > most) throw new Refusal(413, "callback-too-large", "回调内容过大");
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
