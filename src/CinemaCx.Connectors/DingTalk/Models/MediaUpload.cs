using System.Globalization;
using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.DingTalk.Models;

/// <summary>Answer of <c>POST /media/upload</c>, in the older API's style: HTTP 200 always.</summary>
public sealed class MediaUploadResponse : DingTalkResponse
{
    private int _legacyCode;

    /// <summary>0 for success; then <see cref="DingTalkResponse.ErrorCode"/> is absent.</summary>
    [JsonPropertyName("errcode")]
    public int LegacyCode
    {
        get => _legacyCode;
        set
        {
            _legacyCode = value;
            if (value != 0) ErrorCode = value.ToString(CultureInfo.InvariantCulture);
        }
    }

    [JsonPropertyName("errmsg")]
    public string? LegacyMessage
    {
        get => ErrorMessage;
        set => ErrorMessage ??= value;
    }

    /// <summary><c>@l…</c>: what messages and cards name the picture by.</summary>
    [JsonPropertyName("media_id")]
    public string? MediaId { get; set; }
}
