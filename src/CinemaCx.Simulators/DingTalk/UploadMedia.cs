using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary><c>POST /media/upload</c> of the older API, of images only.</summary>
internal sealed class UploadMedia(AppTokens tokens, MediaStore media)
{
    public Answer Run(Call call)
    {
        if (call.Method != "POST") return DingTalkAnswers.Legacy(43002, "需要POST请求");
        if (tokens.RefuseLegacy(call) is { } refusal) return refusal;
        if (call.Query("type") != "image") return DingTalkAnswers.Legacy(40004, "不合法的媒体文件类型");
        if (MediaStore.Picture(call) is not { } picture) return DingTalkAnswers.Legacy(40005, "不合法的文件类型");
        var id = "@lAL" + WireText.RandomText(24);
        media.Keep(id, picture);
        return DingTalkAnswers.Ok(new { errcode = 0, errmsg = "ok", type = "image", media_id = id, created_at = call.At.ToUnixTimeMilliseconds() });
    }
}
