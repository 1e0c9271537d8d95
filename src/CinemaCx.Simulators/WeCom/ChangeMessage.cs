using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary><c>POST /cgi-bin/message/update_template_card</c> (page 94888) and <c>/recall</c> (page 94867).</summary>
internal sealed class ChangeMessage(WeComSimulatorOptions options, Tokens tokens, ChatBook chats, ResponseCodes codes)
{
    private static readonly TimeSpan RecallLife = TimeSpan.FromHours(24);

    public Answer Update(Call call)
    {
        if (call.Method != "POST") return WeComAnswers.Error(43002);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (WeComAnswers.Body(call) is not { } body) return WeComAnswers.Error(47001);
        if (body.Number("agentid") != options.AgentId) return WeComAnswers.Error(40056);

        var asked = body.Number("atall") is 1 ? [.. chats.All.Select(chat => chat.Member.UserId)] : Users(body);
        if (asked.Count == 0) return WeComAnswers.Error(82001);
        var word = body.Part("button").Text("replace_name");
        var card = body.Part("template_card");
        if (word is null == card is null) return WeComAnswers.Error(40058, "one of button and template_card");
        if (card is not null && CardRules.Fault(card) is { } fault) return WeComAnswers.Error(40058, fault);

        // By which code the platform refuses a used response code is not written anywhere.
        if (body.Text("response_code") is not { } code || codes.Card(code, call.At) is not { } taskId || !codes.Spend(code))
            return WeComAnswers.Error(40058, "response_code");

        var invalid = asked.Where(user => chats.Reach(user) is null).ToList();
        foreach (var chat in asked.Select(chats.Reach).OfType<Chat>())
            chat.Change(taskId, card?.DeepClone().AsObject(), card is null ? word : card.Text("replace_text"));
        return WeComAnswers.Ok(("invaliduser", invalid.Count == 0 ? null : new JsonArray([.. invalid.Select(user => (JsonNode)user)])));
    }

    public Answer Recall(Call call)
    {
        if (call.Method != "POST") return WeComAnswers.Error(43002);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (WeComAnswers.Body(call)?.Text("msgid") is not { } messageId) return WeComAnswers.Error(40058, "msgid");
        var recalled = chats.All.Count(chat => chat.Recall(messageId, call.At - RecallLife));
        return recalled > 0 ? WeComAnswers.Ok() : WeComAnswers.Error(40058, "msgid");
    }

    private static List<string> Users(JsonObject body) =>
        [.. body.List("userids").Select(user => user?.ToString()).OfType<string>().Where(user => user.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <summary><c>GET /cgi-bin/user/get</c> and <c>/auth/getuserinfo</c> (pages 90196, 91023).</summary>
internal sealed class Identities(Tokens tokens, ChatBook chats)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, OauthCode> _codes = new(StringComparer.Ordinal);

    public Answer User(Call call)
    {
        if (call.Method != "GET") return WeComAnswers.Error(43001);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (call.Query("userid") is not { } id || chats.Find(id) is not { Member: var member }) return WeComAnswers.Error(60111);
        if (!member.Visible) return WeComAnswers.Error(60011);

        // Mobile numbers are withheld here since June 2022.
        return WeComAnswers.Ok(("userid", member.UserId), ("name", member.Name), ("department", new JsonArray(1)), ("status", 1));
    }

    public Answer Who(Call call)
    {
        if (call.Method != "GET") return WeComAnswers.Error(43001);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (call.Query("code") is not { } value || !_codes.TryGetValue(value, out var code)) return WeComAnswers.Error(40029);
        if (call.At >= code.Until) return WeComAnswers.Error(42003);
        return Interlocked.Exchange(ref code.Used, 1) != 0 ? WeComAnswers.Error(42022) : WeComAnswers.Ok(("userid", code.UserId));
    }

    /// <summary>The code that the OAuth page would carry back.</summary>
    public string Issue(string userId, DateTimeOffset now)
    {
        var code = WireText.RandomText(43);
        _codes[code] = new OauthCode(userId, now + CodeLife);
        return code;
    }

    public void Clear() => _codes.Clear();

    private sealed class OauthCode(string userId, DateTimeOffset until)
    {
        public int Used;

        public string UserId { get; } = userId;

        public DateTimeOffset Until { get; } = until;
    }
}
