using CinemaCx.Platform.Primitives;

namespace CinemaCx.Staff;

public static class StaffRefusals
{
    public static Refusal TokenRequired() => new(401, "staff-token-required", "请先登录员工账号");

    public static Refusal TokenInvalid() => new(401, "staff-token-invalid", "员工登录已失效");

    public static Refusal UnknownEmployee() => new(404, "employee-not-found", "没有这位员工");

    public static Refusal RosterUnreadable(string why) => new(400, "roster-unreadable", $"排班表读不懂：{why}");

    public static Refusal OpeningHoursInvalid(string why) => new(400, "opening-hours-invalid", $"营业时间有误：{why}");

    public static Refusal UnknownPost() => new(400, "post-unknown", "没有这个岗位");

    public static Refusal CoverInvalid(string why) => new(400, "cover-invalid", $"代班填写有误：{why}");

    public static Refusal NotOnDuty(string name) => new(422, "cover-not-on-duty", $"{name}在这段时间没有排班，无需代班");

    public static Refusal ChangedMeanwhile() => new(409, "changed-meanwhile", "同事刚刚保存了新的内容，请对照最新内容后再保存");

    public static Refusal UnknownCover() => new(404, "cover-not-found", "没有这条代班记录");

    public static Refusal StaffInvalid(string why) => new(400, "employee-invalid", $"员工资料有误：{why}");

    public static Refusal HasLeft(string name) => new(409, "employee-has-left", $"{name}已离职");

    public static Refusal NotHerself() => new(409, "employee-not-oneself", "不能更改自己的岗位、影院或为自己办理离职，请由同事操作");

    public static Refusal ChatTaken(string name) => new(409, "chat-taken", $"这个账号已绑定{name}，请先在其资料中解绑");

    public static Refusal OwnWayIn() => new(409, "chat-own-way-in", "这是您自己唯一的登录账号，不能解绑");

    public static Refusal UnknownChat() => new(404, "chat-not-bound", "没有绑定这个账号");

    public static Refusal NotAllowed() => new(403, "staff-not-allowed", "您的岗位没有此项权限");
}
