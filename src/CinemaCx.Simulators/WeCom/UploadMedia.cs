using System.Globalization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary><c>POST /cgi-bin/media/upload</c> (page 90253), of images only.</summary>
internal sealed class UploadMedia(Tokens tokens, MediaStore media)
{
    public Answer Run(Call call)
    {
        if (call.Method != "POST") return WeComAnswers.Error(43002);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (call.Query("type") != "image") return WeComAnswers.Error(40004);
        if (MediaStore.Picture(call) is not { } picture) return WeComAnswers.Error(41005);
        var id = WireText.RandomText(64);
        media.Keep(id, picture);
        return WeComAnswers.Ok(("type", "image"), ("media_id", id), ("created_at", call.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
    }
}
