using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Alerts;

/// <summary>News: a card waits to be sent.</summary>
public sealed record CardQueued(string MessageId);

/// <summary>
/// Sends one card until the platform has named it. Killed between the platform's answer and ours, it sends again under the same id, which the platform
/// recognises: the person sees it once.
/// </summary>
public sealed class SendStaffCard(Database database, StaffChats chats, CaseCards cards, ChatQuota quota, TimeProvider time, ILogger<SendStaffCard> logger)
    : IEventHandler<CardQueued>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(15);
    private const int Patient = 200;

    public async Task<Delivery> HandleAsync(CardQueued news, CancellationToken cancellation)
    {
        AlertMessageRow? message;
        await using (var db = database.Read()) message = await db.GetTable<AlertMessageRow>().FirstOrDefaultAsync(m => m.Id == news.MessageId, cancellation);
        if (message is not { State: MessageState.Waiting }) return Delivery.Done;
        if (chats.Of(message.Channel) is not { } chat)
        {
            await WriteAsync(message, "failed", new ChatReceipt(ChatOutcome.Refused, Error: "this channel is not connected"), version: 0, cancellation);
            return Delivery.Done;
        }

        if (await quota.TakeAsync(message.Channel, message.Person, cancellation) is { } later) return Delivery.AgainAt(later);
        if (await cards.OfAsync(message, cancellation) is not { } drawn) return Delivery.Done;
        var receipt = chat.ShowsCards
            ? await chat.SendCardAsync(message.Person, drawn.Card, cancellation)
            : await chat.SendTextAsync(message.Person, drawn.Text, message.Id, cancellation);
        switch (receipt.Outcome)
        {
            case ChatOutcome.Delivered:
                await WriteAsync(message, "delivered", receipt, drawn.Version, cancellation);
                await TakeBackEarlierAsync(message, chat, cancellation);
                return Delivery.Done;
            case ChatOutcome.Later:
                await WriteAsync(message, "waiting", receipt, version: 0, cancellation);
                var pause = message.Attempts == 0 ? FirstPause : message.Attempts < Patient ? Pause : LongPause;
                // A platform that will not be back soon does not hold up the alert: the chain's next step is due now.
                if (message.Attempts == 2 || receipt.RetryAfter > TimeSpan.FromSeconds(30)) await HurryAsync(message, cancellation);
                return Delivery.AgainAt(time.Now() + (receipt.RetryAfter is { } wait && wait < TimeSpan.FromHours(1) ? wait : receipt.RetryAfter is null ? pause : TimeSpan.FromHours(1)));
            default:
                logger.LogWarning("Card {Card} cannot be delivered to {Person} on {Channel}: {Error}", message.Id, message.Person, message.Channel, receipt.Error);
                await WriteAsync(message, "failed", receipt, version: 0, cancellation);
                await HurryAsync(message, cancellation);
                return Delivery.Done;
        }
    }

    private async Task WriteAsync(AlertMessageRow message, string state, ChatReceipt receipt, long version, CancellationToken cancellation)
    {
        var now = time.Now();
        var script = new Script();
        script.Do($"""
            UPDATE alert_messages SET state = {state}, shown_version = {version}, handle = {receipt.Handle}, handle_at = {now}, message_id = {receipt.MessageId},
                delivered_at = {(state == "delivered" ? now : (DateTimeOffset?)null)}, last_error = {receipt.Error}, attempts = attempts + 1
            WHERE id = {message.Id} AND state = 'waiting'
            """);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>A reminder takes the place of the card it reminds of: one card of a case before one person.</summary>
    private async Task TakeBackEarlierAsync(AlertMessageRow message, IStaffChat chat, CancellationToken cancellation)
    {
        List<AlertMessageRow> earlier;
        await using (var db = database.Read())
        {
            earlier = await db.GetTable<AlertMessageRow>()
                .Where(m => m.CaseId == message.CaseId && m.EmployeeId == message.EmployeeId && m.Channel == message.Channel && m.Id != message.Id && m.State == MessageState.Delivered)
                .ToListAsync(cancellation);
        }

        foreach (var old in earlier)
        {
            // What cannot be taken back is still kept up to date.
            if (old.MessageId is not { } id || (await chat.RecallAsync(id, cancellation)).Outcome != ChatOutcome.Delivered) continue;
            var script = new Script();
            script.Do($"UPDATE alert_messages SET state = 'replaced' WHERE id = {old.Id}");
            await using var db = await database.BeginAsync(cancellation);
            await db.CommitAsync(script, cancellation);
        }
    }

    /// <summary>The next step of the chain is due at once.</summary>
    private async Task HurryAsync(AlertMessageRow message, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"UPDATE outbox SET due_at = {time.Now()} WHERE id = {CaseAlarm.TimerOf(message.AlertId, (int)message.Step + 1)} AND due_at > {time.Now()}");
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
