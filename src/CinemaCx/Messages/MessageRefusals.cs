using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>Every way in which something about messages is refused.</summary>
public static class MessageRefusals
{
    public static Refusal TemplateNotFound(string name) => new(404, "message-template-not-found", "没有找到这个消息模板", Refusal.With("name", name));

    public static Refusal TemplateTaken(string code) => new(409, "message-template-exists", "已有同名的消息模板，请换一个代码", Refusal.With("code", code));

    /// <param name="why">What is wrong, in Chinese.</param>
    public static Refusal TemplateInvalid(string path, string why) =>
        new(422, "message-template-invalid", $"消息模板有误：{why}", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = path, ["why"] = why });

    public static Refusal ValuesInvalid(IReadOnlyList<MessageFault> faults) => new(
        422, "message-values-invalid", $"消息内容有误：{faults[0].Key}{faults[0].Why}", Refusal.With("faults", faults));

    public static Refusal NotFound(string id) => new(404, "message-not-found", "没有找到这条消息", Refusal.With("id", id));

    public static Refusal NotInDoubt() => new(409, "message-not-in-doubt", "只有发送结果不明的消息可以这样处理");

    public static Refusal DecisionUnknown() => new(400, "message-decision-unknown", "请选择重发或作罢");

    public static Refusal SubscriptionAnswersInvalid() => new(400, "subscription-answers-invalid", "订阅结果有误，请重试");

    public static Refusal ContactsInvalid() => new(400, "message-contacts-invalid", "联系人名单有误，每次1到5000位");

    public static Refusal ConsentsInvalid() => new(400, "consents-invalid", "授权选项有误，请重试");
}
