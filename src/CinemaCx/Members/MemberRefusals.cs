using CinemaCx.Platform.Primitives;

namespace CinemaCx.Members;

public static class MemberRefusals
{
    public static Refusal SessionRequired() => new(401, "session-required", "请先登录");

    public static Refusal SessionInvalid() => new(401, "session-invalid", "登录已失效，请重新进入小程序");

    /// <summary>Redis is away: who may still be recognised may look at what is hers, not buy.</summary>
    public static Refusal SessionStoreUnavailable() =>
        new(503, "session-store-unavailable", "系统繁忙，暂时无法办理，请稍后再试") { RetryAfter = TimeSpan.FromSeconds(2) };

    public static Refusal BirthdayInvalid() => new(400, "birthday-invalid", "生日格式应为 05-17");

    public static Refusal BirthdaySet() => new(409, "birthday-already-set", "生日已填写，如需更改请联系影院工作人员");

    public static Refusal UnknownGuest() => new(404, "guest-not-found", "没有找到这位观众");

    public static Refusal BirthdayReasonRequired() => new(400, "birthday-reason-required", "请填写更改原因");
}
