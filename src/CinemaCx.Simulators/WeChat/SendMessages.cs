using System.Text.Json;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>POST /cgi-bin/message/subscribe/send</c> and <c>POST /cgi-bin/message/template/send</c>.</summary>
internal sealed class SendMessages(TokenRegister tokens, GuestBook guests, MessageBook book, PushDesk push)
{
    private static readonly string[] States = ["developer", "trial", "formal"];
    private static readonly string[] Languages = ["zh_CN", "en_US", "zh_HK", "zh_TW"];
    private static long s_messageId = 3_000_000_000_000_000_000;

    /// <summary>One grant, one message; the same message twice is two messages.</summary>
    public Answer Subscribe(Call call)
    {
        if (Begin(call, out var appId, out var body) is { } refusal) return refusal;
        if (body.Text("touser") is not { } openId || guests.Find(appId, openId) is null) return WeChatAnswers.Error(40003);
        if (!book.Enter(appId, openId)) return WeChatAnswers.Error(43108);
        try
        {
            if (body.Text("template_id") is not { } templateId || book.Template(appId, templateId) is not { } template) return WeChatAnswers.Error(40037);
            if (body.Text("miniprogram_state") is { } state && !States.Contains(state)) return WeChatAnswers.Error(47001);
            if (body.Text("lang") is { } language && !Languages.Contains(language)) return WeChatAnswers.Error(47001);
            if (body.Text("page") is { } page && (page.StartsWith('/') || page.Length > 1024)) return WeChatAnswers.Error(41030);
            if (Data(body, template, out var data) is { } wrong) return wrong;
            if (!book.Spend(appId, openId, templateId)) return WeChatAnswers.Error(43101);
            var messageId = Interlocked.Increment(ref s_messageId);
            book.Show(appId, openId, templateId, body.Text("page"), data, call.At, messageId: messageId);
            push.Tell(PushEvent.SendResult(appId, openId, call.At, templateId, messageId, push.EndOf(appId, openId)));
            return WeChatAnswers.Ok(new { errcode = 0, errmsg = "ok", msgid = messageId });
        }
        finally
        {
            book.Leave(appId, openId);
        }
    }

    /// <summary>To followers only; the same <c>client_msg_id</c> within ten minutes is one message.</summary>
    public Answer Template(Call call)
    {
        if (Begin(call, out var appId, out var body) is { } refusal) return refusal;
        if (body.Text("touser") is not { } openId || guests.Find(appId, openId) is null) return WeChatAnswers.Error(40003);
        if (body.Text("template_id") is not { } templateId || book.Template(appId, templateId) is not { } template) return WeChatAnswers.Error(40037);
        if (!book.Follows(appId, openId)) return WeChatAnswers.Error(43004);
        if (Data(body, template, out var data) is { } wrong) return wrong;
        var clientId = body.Text("client_msg_id");
        if (clientId is not null && book.Known(openId, clientId, call.At) is { } before) return WeChatAnswers.Ok(new { errcode = 0, errmsg = "ok", msgid = before });
        var messageId = Interlocked.Increment(ref s_messageId);
        if (clientId is not null) book.Remember(openId, clientId, call.At, messageId);
        var page = body.TryGetProperty("miniprogram", out var target) && target.ValueKind == JsonValueKind.Object ? target.Text("pagepath") : body.Text("url");
        book.Show(appId, openId, templateId, page, data, call.At, clientId, messageId);
        push.Tell(PushEvent.JobFinished(appId, openId, call.At, messageId, push.EndOf(appId, openId)));
        return WeChatAnswers.Ok(new { errcode = 0, errmsg = "ok", msgid = messageId });
    }

    private Answer? Begin(Call call, out string appId, out JsonElement body)
    {
        (appId, body) = ("", default);
        if (call.Method != "POST") return WeChatAnswers.Error(43002);
        var (identified, error) = tokens.Identify(call);
        if (error is not null) return error;
        appId = identified;
        if (!book.MayCall(call.At)) return WeChatAnswers.Error(45009);
        if (call.Body.Length == 0) return WeChatAnswers.Error(44002);
        if (WeChatAnswers.Body(call) is not { } json) return WeChatAnswers.Error(47001);
        body = json;
        return null;
    }

    /// <summary>Keys the template has, with values that fit; what is wrong first is what the platform names.</summary>
    private static Answer? Data(JsonElement body, WeChatMessageTemplate template, out IReadOnlyDictionary<string, string> data)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        data = values;
        if (!body.TryGetProperty("data", out var given) || given.ValueKind != JsonValueKind.Object) return WeChatAnswers.Error(47003, "argument invalid! data is empty");
        foreach (var key in template.Keys)
        {
            var value = given.TryGetProperty(key, out var item) && item.ValueKind == JsonValueKind.Object ? item.Text("value") : null;
            if (ValueRules.Fault(key, value) is { } fault) return WeChatAnswers.Error(47003, $"argument invalid! data.{key}.value {fault}");
            values[key] = value!;
        }

        var unknown = given.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !template.Keys.Contains(name, StringComparer.Ordinal));
        return unknown is null ? null : WeChatAnswers.Error(47003, $"argument invalid! data.{unknown}.value invalid");
    }
}
