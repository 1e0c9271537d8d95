using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChat;

/// <summary>An answer of the WeChat API. A business failure does not throw: ask <see cref="IsSuccessful"/>.</summary>
public abstract class WechatApiResponse
{
    private RawAnswer? _raw;

    /// <summary>0, or absent in some answers, for success; see "全局返回码" of the platform.</summary>
    [JsonPropertyName("errcode")]
    public int ErrorCode { get; set; }

    /// <summary>For people only: it ends in a request id and changes without notice.</summary>
    [JsonPropertyName("errmsg")]
    public string? ErrorMessage { get; set; }

    /// <summary>Raw status 200 and error code 0.</summary>
    public bool IsSuccessful() => GetRawStatus() == 200 && ErrorCode == 0;

    public int GetRawStatus() => Raw.Status;

    public HttpResponseHeaders GetRawHeaders() => Raw.Headers;

    public byte[] GetRawBytes() => Raw.Bytes;

    internal RawAnswer Raw
    {
        get => _raw ?? throw new InvalidOperationException("The response did not come from a client.");
        set => _raw = value;
    }
}
