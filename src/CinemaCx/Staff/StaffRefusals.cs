using CinemaCx.Platform.Primitives;

namespace CinemaCx.Staff;

public static class StaffRefusals
{
    public static Refusal TokenRequired() => new(401, "staff-token-required", "请先登录员工账号");

    public static Refusal TokenInvalid() => new(401, "staff-token-invalid", "员工登录已失效");

    public static Refusal UnknownEmployee() => new(404, "employee-not-found", "没有这位员工");

    public static Refusal RosterUnreadable(string why) => new(400, "roster-unreadable", $"排班表读不懂：{why}");

    public static Refusal NotAllowed() => new(403, "staff-not-allowed", "您的岗位没有此项权限");
}
