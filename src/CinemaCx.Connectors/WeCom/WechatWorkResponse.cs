using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeCom;

/// <summary>An answer of the WeCom API. A business failure does not throw: ask <see cref="IsSuccessful"/>.</summary>
public abstract class WechatWorkResponse
{
    private RawAnswer? _raw;

    /// <summary>0 for success; see "全局错误码" of the platform.</summary>
    [JsonPropertyName("errcode")]
    public int ErrorCode { get; set; }

    /// <summary>For people only; the platform asks not to branch on it.</summary>
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
