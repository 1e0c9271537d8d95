using CinemaCx.Alerts;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Insights;

/// <summary>Whoever has a card of the drop sees who knows of it.</summary>
public sealed class ShowDropAcknowledged(Database database, DropCards cards, StaffChats chats, TimeProvider time) : IEventHandler<DropAcknowledged>
{
    private const int Patient = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task<Delivery> HandleAsync(DropAcknowledged news, CancellationToken cancellation)
    {
        if (await cards.FindAsync(news.AlarmId, cancellation) is not { } alarm) return Delivery.Done;
        List<AlarmCardRow> open;
        await using (var db = database.Read())
            open = await db.GetTable<AlarmCardRow>().Where(c => c.AlarmId == news.AlarmId && c.State == "delivered" && c.IsFinal == 0).ToListAsync(cancellation);
        var later = false;
        foreach (var card in open)
        {
            if (chats.Of(card.Channel) is not { ShowsCards: true } chat) continue;
            var receipt = await chat.UpdateCardAsync(card.Person, DropCards.Draw(alarm, card.Id), card.Handle, cancellation);
            // A card that cannot be changed any more stays as it is; pressing it says who was first.
            var done = receipt.Outcome != ChatOutcome.Later || card.Attempts >= Patient;
            later |= !done;
            await WriteAsync(card, done, receipt, cancellation);
        }

        return later ? Delivery.AgainAt(time.Now() + Pause) : Delivery.Done;
    }

    private async Task WriteAsync(AlarmCardRow card, bool done, ChatReceipt receipt, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"""
            UPDATE insight_alarm_cards SET is_final = {(done ? 1 : 0)}, attempts = attempts + 1, handle = COALESCE({receipt.Handle}, handle), last_error = {receipt.Error}
            WHERE id = {card.Id}
            """);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
