using CinemaCx.Platform.Primitives;

namespace CinemaCx.Connectors.WeCom;

/// <summary>Every way a callback is turned away. The parameter <c>setting</c> names what to look at when it should have been taken.</summary>
internal static class WeComRefusals
{
    public static Refusal Incomplete() => new(400, "callback-incomplete", "回调参数不完整");

    public static Refusal Forged() => new(401, "callback-signature-invalid", "签名校验失败", Refusal.With("setting", "WeCom:PushToken"));

    public static Refusal Stale() => new(401, "callback-too-old", "回调已过期，请检查服务器时间");

    public static Refusal Foreign() => new(403, "callback-foreign", "回调不属于本企业", Refusal.With("setting", "WeCom:CorpId"));

    public static Refusal Sealed() => new(403, "callback-sealed", "回调内容无法解密", Refusal.With("setting", "WeCom:PushEncodingAESKey or WeCom:CorpId"));

    public static Refusal Malformed() => new(400, "callback-malformed", "回调内容无法识别");
}
