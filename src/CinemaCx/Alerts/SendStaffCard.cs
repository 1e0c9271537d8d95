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
public sealed class SendStaffCard(Database database, StaffChats chats, CaseCards cards, SendingPace pace, TimeProvider time, ILogger<SendStaffCard> logger)
    : IEventHandler<CardQueued>
{
    private static readonly TimeSpan NotSoon = TimeSpan.FromSeconds(30);

    public async Task<Delivery> HandleAsync(CardQueued news, CancellationToken cancellation)
    {
        var (message, drawn) = await cards.FindAsync(news.MessageId, cancellation);
        if (message is null) return Delivery.Done;
        if (message.State != MessageState.Waiting)
        {
            // Told again: whoever recorded it may have died before the card it reminds of was taken back.
            if (message.State == MessageState.Delivered && chats.Of(message.Channel) is { } told) await TakeBackEarlierAsync(message, told, cancellation);
            return Delivery.Done;
        }

        if (chats.Of(message.Channel) is not { } chat)
        {
            await WriteAsync(message, "failed", new ChatReceipt(ChatOutcome.Refused, Error: "this channel is not connected"), version: 0, cancellation);
            await HurryAsync(message, cancellation);
            return Delivery.Done;
        }

        if (pace.Rest(message.Outgoing) is { } over) return await LaterAsync(message, new ChatReceipt(ChatOutcome.Later, Error: "the platform wants to be left alone", RetryAfter: over), over, cancellation);
        if (drawn is null) return Delivery.Done;
        if (await pace.Quota.TakeAsync(message.Outgoing, cancellation) is { } later) return Delivery.AgainAt(later);
        var receipt = await pace.CallAsync(message.Outgoing, patience => chat.ShowsCards
            ? chat.SendCardAsync(message.Person, drawn.Card, patience)
            : chat.SendTextAsync(message.Person, drawn.Text, message.Id, patience), cancellation);
        switch (receipt.Outcome)
        {
            case ChatOutcome.Delivered:
                if (await WriteAsync(message, "delivered", receipt, drawn.Version, cancellation)) await TakeBackEarlierAsync(message, chat, cancellation);
                return Delivery.Done;
            case ChatOutcome.Later:
                return await LaterAsync(message, receipt, SendingPace.Pause(message.Outgoing, receipt), cancellation);
            default:
                logger.LogWarning("Card {Card} cannot be delivered to {Person} on {Channel}: {Error}", message.Id, message.Person, message.Channel, receipt.Error);
                await WriteAsync(message, "failed", receipt, version: 0, cancellation);
                await HurryAsync(message, cancellation);
                return Delivery.Done;
        }
    }

    private async Task<Delivery> LaterAsync(AlertMessageRow message, ChatReceipt receipt, TimeSpan pause, CancellationToken cancellation)
    {
        await WriteAsync(message, "waiting", receipt, version: 0, cancellation);
        // A platform that will not be back soon does not hold up the alert: the chain's next step is due now.
        if (message.Attempts == 2 || receipt.RetryAfter > NotSoon) await HurryAsync(message, cancellation);
        return Delivery.AgainAt(time.Now() + pause);
    }

    /// <returns>True when she has another card of this case.</returns>
    private async Task<bool> WriteAsync(AlertMessageRow message, string state, ChatReceipt receipt, long version, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        // A crash that forgets this forgets that it was brought, too: it is sent again under the same id.
        var script = db.Relaxed();
        script.Do($"""
            UPDATE alert_messages SET state = {state}, shown_version = {version}, handle = {receipt.Handle}, handle_at = {now}, message_id = {receipt.MessageId},
                delivered_at = {(state == "delivered" ? now : (DateTimeOffset?)null)}, last_error = {receipt.Error}, attempts = attempts + 1
            WHERE id = {message.Id} AND state = 'waiting'
            """);
        pace.Quota.Settle(script, message.Outgoing, receipt);
        var others = script.Ask($"""
            SELECT id FROM alert_messages
            WHERE case_id = {message.CaseId} AND employee_id = {message.EmployeeId} AND channel = {message.Channel} AND state = 'delivered' AND id <> {message.Id}
            """);
        return (await db.CommitAsync(script, cancellation))[others].Count > 0;
    }

    /// <summary>
    /// A reminder takes the place of the card it reminds of: one card of a case before one person, the one that was queued last. Of two that arrive together
    /// both find out the same.
    /// </summary>
    private async Task TakeBackEarlierAsync(AlertMessageRow message, IStaffChat chat, CancellationToken cancellation)
    {
        List<AlertMessageRow> earlier;
        await using (var db = database.Read())
        {
            earlier = await db.GetTable<AlertMessageRow>()
                .Where(m => m.CaseId == message.CaseId && m.EmployeeId == message.EmployeeId && m.Channel == message.Channel && m.State == MessageState.Delivered)
                .ToListAsync(cancellation);
        }

        var last = earlier.OrderBy(m => m.QueuedAt).ThenBy(m => m.Id, StringComparer.Ordinal).LastOrDefault();
        earlier.RemoveAll(m => m.Id == last?.Id);
        foreach (var old in earlier)
        {
            // What cannot be taken back is still kept up to date.
            if (old.MessageId is not { } id || (await chat.RecallAsync(id, cancellation)).Outcome != ChatOutcome.Delivered) continue;
            var script = new Script();
            script.Do($"UPDATE alert_messages SET state = 'replaced' WHERE id = {old.Id} AND state = 'delivered'");
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
