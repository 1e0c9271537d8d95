using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary><c>POST /cgi-bin/message/send</c> (page 90236).</summary>
internal sealed partial class SendMessage(WeComSimulatorOptions options, WeComSettings settings, Tokens tokens, Deck deck, MediaStore media)
{
    private const int MostBytes = 2_048;
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(1_800);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(4);

    public Answer Run(Call call)
    {
        if (call.Method != "POST") return WeComAnswers.Error(43002);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (Escape().IsMatch(call.BodyText)) return WeComAnswers.Error(40033);
        if (WeComAnswers.Body(call) is not { } body) return WeComAnswers.Error(47001);
        if (body.Number("agentid") is not { } agent || agent != options.AgentId) return WeComAnswers.Error(40056);

        var (asked, reached) = Receivers(body);
        if (asked.Count == 0) return WeComAnswers.Error(82001);
        var invalid = asked.Where(id => !reached.Any(chat => chat.Member.UserId.Equals(id, StringComparison.OrdinalIgnoreCase))).ToList();
        if (reached.Count == 0) return WeComAnswers.Error(81013);
        return Content(body, out var content) is { } wrong ? wrong : Deliver(call, body, reached, invalid, content);
    }

    private (List<string> Asked, List<Chat> Reached) Receivers(JsonObject body)
    {
        if (body.Text("touser") == "@all") return (["@all"], [.. deck.Chats.All.Where(chat => chat.Member.Visible)]);
        var users = (body.Text("touser") ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var reached = users.Select(deck.Chats.Reach).OfType<Chat>().ToList();

        // Departments and tags are not played; whoever addresses them reaches nobody.
        users.AddRange(new[] { "toparty", "totag" }.Where(name => body.Text(name) is not null));
        return (users, reached);
    }

    private Answer? Content(JsonObject body, out Said said)
    {
        var kind = body.Text("msgtype") ?? "";
        said = new Said(kind);
        switch (kind)
        {
            case "text" or "markdown":
                var text = body.Part(kind).Text("content");
                if (text is null) return WeComAnswers.Error(44004);
                if (kind == "text") text = CutToBytes(text);
                said = said with { Text = text };
                return Encoding.UTF8.GetByteCount(text) > MostBytes ? WeComAnswers.Error(45002) : null;
            case "image":
                said = said with { Picture = body.Part(kind).Text("media_id") };
                return media.Has(said.Picture) ? null : WeComAnswers.Error(40007);
            case "template_card":
                var card = body.Part("template_card");
                said = said with { Card = card };
                if (card is null) return WeComAnswers.Error(40058, "template_card");
                return CardRules.Fault(card) is { } fault ? WeComAnswers.Error(40058, fault) : null;
            default:
                return WeComAnswers.Error(40008);
        }
    }

    private Answer Deliver(Call call, JsonObject body, List<Chat> reached, List<string> invalid, Said content)
    {
        var taskId = content.Card.Text("task_id");
        var interactive = content.Card.Text("card_type") == CardRules.Interactive;
        if (interactive || content.Card.Part("action_menu") is not null)
        {
            if (settings.CallbackUrl is null) return WeComAnswers.Error(43012);
            if (taskId is null) return WeComAnswers.Error(42014);
        }
        if (taskId is not null && (!TaskId().IsMatch(taskId) || !deck.Codes.Take(taskId))) return WeComAnswers.Error(42014);

        var messageId = "wx" + WireText.RandomText(40);
        var check = Duplicates(body, content.Kind);
        foreach (var chat in reached)
        {
            chat.Bring(new ChatItem
            {
                Number = deck.Chats.NextNumber(),
                At = call.At,
                Kind = content.Card is null ? content.Kind : "card",
                Text = content.Text,
                Picture = content.Picture,
                Card = content.Card?.DeepClone().AsObject(),
                TaskId = taskId,
                MessageId = messageId,
            }, settings, check);
        }

        var typed = body["agentid"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number;
        return WeComAnswers.Ok(typed ? "ok" : "ok. Warning: wrong json format. ", [
            ("msgid", messageId),
            ("invaliduser", invalid.Count > 0 && invalid[0] != "@all" ? string.Join('|', invalid) : null),
            ("response_code", interactive ? deck.Codes.Give(taskId!, call.At) : null)]);
    }

    // The platform compares the application, the receiver and the content; the application is always the same here.
    private static (string Content, TimeSpan Interval)? Duplicates(JsonObject body, string kind)
    {
        if (body.Number("enable_duplicate_check") is not 1) return null;
        var interval = body.Number("duplicate_check_interval") is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualInterval;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(kind + body[kind]!.ToJsonString()));
        return (Convert.ToHexString(hash), interval < LongestInterval ? interval : LongestInterval);
    }

    private sealed record Said(string Kind, string? Text = null, JsonObject? Card = null, string? Picture = null);

    private static string CutToBytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= MostBytes) return text;
        var end = MostBytes;
        while ((bytes[end] & 0xC0) == 0x80) end--;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Escape();

    [GeneratedRegex(@"^[A-Za-z0-9_\-@]{1,128}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TaskId();
}
