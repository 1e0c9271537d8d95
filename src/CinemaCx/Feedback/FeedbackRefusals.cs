using CinemaCx.Platform.Primitives;

namespace CinemaCx.Feedback;

public static class FeedbackRefusals
{
    public static Refusal UnknownTouchpoint() => new(404, "touchpoint-not-found", "二维码已失效，请联系工作人员");

    public static Refusal UnknownLink() => new(404, "feedback-link-invalid", "链接已失效，请从电影票重新进入");

    public static Refusal UnknownTicket() => new(404, "ticket-not-found", "没有找到这张电影票");

    public static Refusal UnknownAnswer() => new(404, "answer-not-found", "没有找到这条评价");

    public static Refusal NoPlace() => new(400, "feedback-place-required", "请从电影票或现场二维码进入评价");

    public static Refusal BadId() => new(400, "answer-id-invalid", "评价编号有误，请重新打开页面");

    public static Refusal BadDevice() => new(400, "device-invalid", "设备编号有误，请重新打开页面");

    public static Refusal IdTaken() => new(409, "answer-id-taken", "评价编号有误，请重新打开页面");

    public static Refusal TooLate() => new(409, "answer-closed", "已超过可修改评价的时间");

    public static Refusal TicketVoid() => new(409, "ticket-void", "该票已退，无法评价");

    public static Refusal BadStars() => new(422, "stars-out-of-range", "请选择 1 至 5 星");

    public static Refusal BadNps() => new(422, "nps-out-of-range", "推荐意愿应为 0 至 10 分");

    public static Refusal BadStage(string stage) => new(422, "stage-invalid", "环节评分有误，请重新选择", Refusal.With("stage", stage));

    public static Refusal BadOwn() => new(422, "own-answer-invalid", "自拟题目的回答有误，请重新打开页面");

    public static Refusal BadChip(string chip) => new(422, "chip-unknown", "选项有误，请重新选择", Refusal.With("chip", chip));

    public static Refusal LongComment(int most) => new(422, "comment-too-long", $"文字请不超过 {most} 字", Refusal.With("most", most));

    public static Refusal BadPhone() => new(422, "phone-invalid", "手机号有误，请检查后重试");

    public static Refusal ConsentRequired() => new(422, "contact-consent-required", "留下电话前请先同意我们联系您");

    public static Refusal BadAge() => new(422, "age-out-of-range", "提交时间有误，请重新打开页面");

    public static Refusal BadPhoto() => new(422, "photo-invalid", "照片请使用 5 MB 以内的 JPG 或 PNG 图片");

    public static Refusal UnknownEdition() => new(422, "survey-edition-unknown", "评价页面已更新，请重新打开");

    public static Refusal SurveyInvalid(IReadOnlyList<string> faults) => new(422, "survey-invalid", $"问卷不能发布：{string.Join("；", faults)}", Refusal.With("faults", faults));

    public static Refusal SurveyChanged() => new(409, "survey-changed-meanwhile", "同事刚刚发布了新版本，请对照最新版本后再发布");

    public static Refusal NoTouchpoint() => new(404, "touchpoint-not-found", "没有找到这个触点");

    public static Refusal TouchpointExists(string name) => new(409, "touchpoint-exists", $"已有名为“{name}”的同类触点，可重新启用它或换个名称", Refusal.With("name", name));

    public static Refusal TouchpointInvalid(string why) => new(422, "touchpoint-invalid", $"触点填写有误：{why}", Refusal.With("why", why));

    public static Refusal TooMany(TimeSpan wait) => new(429, "too-many-answers", "评价太频繁，请稍后再试") { RetryAfter = wait };
}
