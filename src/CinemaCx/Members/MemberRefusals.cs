using CinemaCx.Platform.Primitives;

namespace CinemaCx.Members;

public static class MemberRefusals
{
    public static Refusal SessionRequired() => new(401, "session-required", "请先登录");

    public static Refusal SessionInvalid() => new(401, "session-invalid", "登录已失效，请重新进入小程序");

    /// <summary>Redis is away: who may still be recognised may look at what is hers, not buy.</summary>
    public static Refusal SessionStoreUnavailable() =>
        new(503, "session-store-unavailable", "系统繁忙，暂时无法办理，请稍后再试") { RetryAfter = TimeSpan.FromSeconds(2) };
}
