using CinemaCx.Alerts;
using CinemaCx.Insights;

namespace CinemaCx.WecomBot.Commands;

/// <summary>知悉: somebody looks into a score that dropped.</summary>
internal sealed class DropCommand(AcknowledgeDrop acknowledge, DropCards cards) : ChatCommand
{
    public override IReadOnlyList<string> Names { get; } = ["知悉", "已知悉"];

    public override string Usage => "知悉 J12";

    public override async Task<Reply> RunAsync(ChatCaller caller, string? caseName, string words, CancellationToken cancellation)
    {
        // A number alone is taken for a case's, and means the drop all the same.
        var name = words.Length > 0 ? words : caseName?.TrimStart('C') ?? "";
        if (name.Length == 0) return new Reply($"请写明预警编号，例如：{Usage}");
        var row = await acknowledge.RunAsync(caller.Member, name, caller.Channel, cardId: null, cancellation);
        return new Reply(row.AcknowledgedBy == caller.Member.EmployeeId ? $"{row.Name} 已知悉，请查看现场" : $"{row.Name} 已由同事知悉");
    }

    public override async Task<PressAnswer?> PressedAsync(ChatCaller caller, string cardId, string key, bool isFresh, CancellationToken cancellation)
    {
        if (await cards.CardAsync(cardId, cancellation) is not { } card) return null;
        if (card.EmployeeId != caller.Member.EmployeeId) return new PressAnswer("这张卡片不是发给您的，不能操作", null, null);
        if (isFresh && key == DropCards.Acknowledge) await acknowledge.RunAsync(caller.Member, card.AlarmId, caller.Channel, cardId, cancellation);
        var alarm = await cards.FindAsync(card.AlarmId, cancellation);
        return alarm is null ? null : new PressAnswer(null, new DrawnCard(DropCards.Draw(alarm, cardId), 0, alarm.Sentence), null);
    }
}
