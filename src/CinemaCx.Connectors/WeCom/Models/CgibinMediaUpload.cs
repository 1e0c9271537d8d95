using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

/// <summary><c>POST /media/upload</c>.</summary>
public sealed class CgibinMediaUploadRequest : WechatWorkRequest
{
    /// <summary><c>image</c>, <c>voice</c>, <c>video</c> or <c>file</c>.</summary>
    [JsonIgnore]
    public string Type { get; set; } = "image";

    /// <summary>More than 5 bytes; of an image at most 10 MB, JPG or PNG.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> FileBytes { get; set; }

    /// <summary>Plain ASCII.</summary>
    [JsonIgnore]
    public string FileName { get; set; } = "";
}

/// <summary>Answer of <c>POST /media/upload</c>.</summary>
public sealed class CgibinMediaUploadResponse : WechatWorkResponse
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>Good for three days, by every application of the company.</summary>
    [JsonPropertyName("media_id")]
    public string? MediaId { get; set; }
}
