using CinemaCx.Alerts;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.WecomBot.Commands;

/// <param name="Text">What to tell who pressed, besides the card; null when the card says it all.</param>
/// <param name="Card">The card as it looks now; null when it is not one of ours.</param>
/// <param name="Message">The card of a case; null: it is another's.</param>
internal sealed record PressAnswer(string? Text, DrawnCard? Card, AlertMessageRow? Message);

/// <summary>What staff type or press, whichever chat it comes from, becomes one of the same commands.</summary>
internal sealed class CommandDesk(
    StaffDirectory directory, IEnumerable<ChatCommand> commands, AlertQueries alerts, CaseCards cards, ChatInbox inbox, ILogger<CommandDesk> logger)
{
    private readonly List<ChatCommand> _commands = [.. commands];

    /// <returns>The reply; null when this was told before.</returns>
    public async Task<string?> SayAsync(string channel, string person, string text, string dedupeKey, CancellationToken cancellation)
    {
        if (!await inbox.TakeAsync($"{channel} {dedupeKey}", cancellation)) return null;
        if (await directory.FindAsync(channel, person, cancellation) is not { } member) return Stranger(channel, person);
        if (Spoken.Parse(text, _commands) is not ({ } spoken, { } command)) return Help(text.Trim() is "帮助" or "help" or "?" or "？" or "菜单" ? "" : "没有听懂。");
        if (command.NeedsCase && spoken.CaseName is null) return $"请写明工单号，例如：{command.Usage}";
        return (await RunAsync(command, new ChatCaller(member, channel), spoken.CaseName, spoken.Words, $"{channel} {dedupeKey}", cancellation)).Reply.Text;
    }

    /// <param name="key">Of the button.</param>
    /// <param name="selected">Option ids chosen on the card.</param>
    public async Task<PressAnswer> PressAsync(string channel, string person, string cardId, string key, IReadOnlyList<string> selected, string dedupeKey, CancellationToken cancellation)
    {
        var fresh = await inbox.TakeAsync($"{channel} {dedupeKey}", cancellation);
        var message = await alerts.FindAsync(cardId, cancellation);
        var member = await directory.FindAsync(channel, person, cancellation);
        string? text = null;
        if (member is null) text = Stranger(channel, person);
        else if (message is null && await OtherAsync(new ChatCaller(member, channel), cardId, key, fresh, cancellation) is { } other) return other;
        // A card that was passed on to somebody else tells her nothing and does nothing.
        else if (message is null || message.EmployeeId != member.EmployeeId) return new PressAnswer("这张卡片不是发给您的，不能操作", null, null);
        else if (fresh) text = await DoAsync(new ChatCaller(member, channel), message, key, selected, $"{channel} {dedupeKey}", cancellation);
        var drawn = member is null || message is null ? null : await cards.OfAsync(message, cancellation);
        return new PressAnswer(text, drawn, member is null ? null : message);
    }

    private async Task<PressAnswer?> OtherAsync(ChatCaller caller, string cardId, string key, bool isFresh, CancellationToken cancellation)
    {
        foreach (var command in _commands)
            if (await command.PressedAsync(caller, cardId, key, isFresh, cancellation) is { } answer) return answer;
        return null;
    }

    /// <returns>What she is told when it could not be done, or what the card does not say.</returns>
    private async Task<string?> DoAsync(ChatCaller caller, AlertMessageRow message, string key, IReadOnlyList<string> selected, string dedupeKey, CancellationToken cancellation)
    {
        var (name, words) = key switch
        {
            CaseCards.Acknowledge => ("受理", ""),
            CaseCards.Compensate => ("补偿", selected is [var coupon, ..] ? coupon : ""),
            CaseCards.Close => ("关闭", "已现场解决"),
            CaseCards.Undo => ("撤销", ""),
            _ => ("", ""),
        };
        var command = _commands.Find(c => c.Names[0] == name);
        if (command is null)
        {
            logger.LogWarning("A card of {Case} has no button {Key}", message.CaseId, key);
            return "这个按钮已不可用";
        }

        var (reply, refused) = await RunAsync(command, caller, message.CaseId, words, dedupeKey, cancellation);
        return refused || reply.ForHerAlone ? reply.Text : null;
    }

    private async Task<(Reply Reply, bool Refused)> RunAsync(
        ChatCommand command, ChatCaller caller, string? caseName, string words, string dedupeKey, CancellationToken cancellation)
    {
        try
        {
            return (await command.RunAsync(caller, caseName, words, cancellation), false);
        }
        catch (Refusal refusal)
        {
            return (new Reply(refusal.Sentence), true);
        }
        catch
        {
            await inbox.ForgetAsync(dedupeKey, CancellationToken.None);
            throw;
        }
    }

    private string Help(string before) => before + "您可以这样说：\n" + string.Join('\n', _commands.Select(c => c.Usage));

    private static string Stranger(string channel, string person) =>
        $"您还没有绑定员工账号。请把您的{(channel == "wecom" ? "企业微信" : "钉钉")}账号 {person} 告诉影院经理，由经理在员工名单中登记后即可使用";
}
