using System.Net.Http.Headers;

namespace CinemaCx.Connectors.Http;

/// <summary>A JSON body serialised exactly once, so that what is signed is what is sent, on every attempt.</summary>
internal sealed class JsonBytesContent : ByteArrayContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public JsonBytesContent(byte[] bytes) : base(bytes)
    {
        Bytes = bytes;
        Headers.ContentType = Json;
    }

    public byte[] Bytes { get; }
}
