using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>What the robot says: messages to people, and answers through a conversation's webhook.</summary>
internal sealed class RobotCalls(DingTalkSimulatorOptions options, Guard guard, Phones phones)
{
    private const int MostPeople = 20;
    private const int LargestMessage = 15_000;
    private readonly ConcurrentDictionary<string, (string StaffId, DateTimeOffset Until)> _sessions = new(StringComparer.Ordinal);

    /// <summary>A session for one conversation, and until when it serves.</summary>
    public (string Session, DateTimeOffset Until) OpenSession(string staffId, DateTimeOffset now)
    {
        var (session, until) = (WireText.RandomHex(32), now + options.SessionLife);
        _sessions[session] = (staffId, until);
        return (session, until);
    }

    public void Clear() => _sessions.Clear();

    /// <summary><c>POST /v1.0/robot/oToMessages/batchSend</c>.</summary>
    public Answer BatchSend(Call call) => guard.Run(call, body =>
    {
        if (body.Text("robotCode") is not { } robot) return DingTalkAnswers.Missing("robotCode");
        if (robot != options.AppKey) return DingTalkAnswers.Error(400, "invalidParameter.robotCode", "robotCode 不存在");
        if (!body.TryGetProperty("userIds", out var ids) || ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() == 0) return DingTalkAnswers.Missing("userIds");
        if (ids.GetArrayLength() > MostPeople) return DingTalkAnswers.Error(400, "invalidParameter.userIds.tooMany", "userIds 最多 20 个");
        if (body.Text("msgParam") is not { } param) return DingTalkAnswers.Missing("msgParam");
        if (Encoding.UTF8.GetByteCount(param) > LargestMessage) return DingTalkAnswers.Invalid("msgParam", "消息过长");
        if (Message(body.Text("msgKey"), param) is not { } message) return DingTalkAnswers.Invalid("msgKey", "msgKey 与 msgParam 不符");

        var people = ids.EnumerateArray().Select(id => id.GetString() ?? "").Distinct(StringComparer.Ordinal).ToList();
        var unknown = people.Where(id => phones.Find(id) is not { Outside: false }).ToList();
        if (unknown.Count == people.Count) return DingTalkAnswers.Error(400, "staffId.notExisted", "staffId 不存在");
        var held = people.Where(id => phones.Find(id) is { FlowControlled: true }).ToList();
        foreach (var id in people.Except(unknown).Except(held))
            phones.Find(id)!.Add(call.At, fromBot: true, message.Kind, message.Title, message.Text);
        return DingTalkAnswers.Ok(new
        {
            processQueryKey = Convert.ToBase64String(Guid.NewGuid().ToByteArray()),
            invalidStaffIdList = unknown,
            flowControlledStaffIdList = held,
        });
    });

    /// <summary><c>POST /robot/sendBySession</c>: no token, not metered.</summary>
    public Answer SendBySession(Call call)
    {
        if (call.Query("session") is not { } session || !_sessions.TryGetValue(session, out var open)) return DingTalkAnswers.Legacy(300001, "session 不存在");
        if (call.At >= open.Until) return DingTalkAnswers.Legacy(300001, "session 已过期");
        if (Wire.Object(call.Body) is not { } body) return DingTalkAnswers.Legacy(400801, "参数错误");
        var words = body.Text("msgtype") switch
        {
            "text" => body.Member("text")?.Text("content"),
            "markdown" => body.Member("markdown")?.Text("text"),
            _ => null,
        };
        if (words is null) return DingTalkAnswers.Legacy(400801, "参数错误");
        phones.Find(open.StaffId)?.Add(call.At, fromBot: true, body.Text("msgtype")!, body.Member("markdown")?.Text("title"), words);
        return DingTalkAnswers.Legacy(0, "ok");
    }

    private static (string Kind, string? Title, string Text)? Message(string? key, string param)
    {
        if (Wire.Object(Encoding.UTF8.GetBytes(param)) is not { } body) return null;
        return key switch
        {
            "sampleText" when body.Text("content") is { } content => ("text", null, content),
            "sampleMarkdown" when body.Text("title") is { } title && body.Text("text") is { } text => ("markdown", title, text),
            _ => null,
        };
    }
}
