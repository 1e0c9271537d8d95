using System.Globalization;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Alerts;

/// <summary>
/// Every holder's card comes to show the case as it is. Only the newest state is ever drawn, one hand at a time on each card, so whatever order acts came
/// in, all cards end alike.
/// </summary>
public sealed class RefreshCards(Database database, StaffChats chats, CaseCards cards, Outbox outbox, TimeProvider time, ILogger<RefreshCards> logger)
    : IEventHandler<CardsOutdated>
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>How long the answer to a press may be on its way: what is drawn later must not arrive before it.</summary>
    private static readonly TimeSpan Landing = TimeSpan.FromMilliseconds(600);

    /// <summary>The same where two answers are on their way, and the slower one is what the card would show in the end. Later answers DingTalk does not take.</summary>
    private static readonly TimeSpan LandingOfTwo = TimeSpan.FromSeconds(2);

    public async Task<Delivery> HandleAsync(CardsOutdated news, CancellationToken cancellation)
    {
        List<AlertMessageRow> outdated;
        bool waiting;
        await using (var db = database.Read())
        {
            var read = await db.ListManyAsync<Rows>(
                $"SELECT * FROM cases WHERE id = {news.CaseId}; SELECT * FROM alert_messages WHERE case_id = {news.CaseId}", cancellation);
            if (read.Cases is not [{ Version: var version }]) return Delivery.Done;
            var messages = read.Messages;
            outdated = messages.FindAll(m => m.State == MessageState.Delivered && m.Channel != ChatChannel.Sms && m.ShownVersion < version);
            waiting = messages.Exists(m => m.State == MessageState.Waiting);
        }

        var again = await Task.WhenAll(outdated.Select(m => RefreshAsync(m, cancellation)));
        if (again.Where(a => a is not null).Min() is { } wait) return Delivery.AgainAt(time.Now() + wait);
        // A card on its way may have been drawn before the change.
        return waiting ? Delivery.AgainAt(time.Now() + Soon) : Delivery.Done;
    }

    /// <returns>How long to wait before this card needs another look; null when it is right.</returns>
    private async Task<TimeSpan?> RefreshAsync(AlertMessageRow seen, CancellationToken cancellation)
    {
        if (await ClaimAsync(seen.Id, cancellation) is not { } message) return Soon;
        if (chats.Of(message.Channel) is not { } chat || await cards.OfAsync(message, cancellation) is not { } drawn || drawn.Version <= message.ShownVersion)
        {
            await ReleaseAsync(message, cancellation);
            return null;
        }

        var receipt = await chat.UpdateCardAsync(message.Person, drawn.Card, message.Handle, cancellation);
        switch (receipt.Outcome)
        {
            case ChatOutcome.Delivered:
                return await RecordAsync(message, drawn.Version, receipt.Handle, cancellation) ? null : Soon;
            case ChatOutcome.Spent:
                // In this order a crash in between leaves the row to be replaced the next time, and not an old card that nobody takes back.
                if (message.MessageId is { } old) await chat.RecallAsync(old, cancellation);
                await ReplaceAsync(message, drawn.Version, cancellation);
                return null;
            case ChatOutcome.Later:
                await ReleaseAsync(message, cancellation);
                return receipt.RetryAfter > Window ? receipt.RetryAfter : Pause;
            default:
                logger.LogWarning("Card {Card} of {Person} cannot be brought up to date: {Error}", message.Id, message.Person, receipt.Error);
                await RecordAsync(message, drawn.Version, null, cancellation);
                return null;
        }
    }

    /// <summary>
    /// An update arrived. When somebody pressed while it was under way, nobody knows which of the two the phone showed last: the card is drawn once more.
    /// </summary>
    /// <returns>False when it must be.</returns>
    private async Task<bool> RecordAsync(AlertMessageRow claimed, long version, string? handle, CancellationToken cancellation)
    {
        var script = new Script();
        var recorded = script.Ask($"""
            UPDATE alert_messages SET shown_version = {version}, handle = {handle}, handle_at = {time.Now()}, busy_until = 0
            WHERE id = {claimed.Id} AND busy_until = {claimed.BusyUntil} RETURNING id
            """);
        script.Do($"UPDATE alert_messages SET shown_version = 0 WHERE id = {claimed.Id} AND busy_until NOT IN (0, {claimed.BusyUntil})");
        await using var db = await database.BeginAsync(cancellation);
        var results = await db.RunAsync(script, cancellation);
        await db.CommitAsync(cancellation);
        return results[recorded].Count > 0;
    }

    /// <summary>
    /// A press is being answered with the card itself: nobody else changes it meanwhile, so that the handle that came with the press is still good afterwards.
    /// </summary>
    /// <param name="person">Who pressed; on somebody else's card it holds nothing.</param>
    /// <param name="handle">The platform's new handle of the card, if it gave one.</param>
    public async Task<CardHold> HoldAsync(string messageId, string person, string? handle, CancellationToken cancellation)
    {
        var now = time.Now();
        var until = now + Answering;
        var script = new Script();
        await using var db = await database.BeginAsync(cancellation);
        var hand = script.Ask($"SELECT CASE WHEN busy_until > {now} THEN 'busy' ELSE 'free' END FROM alert_messages WHERE id = {messageId} AND LOWER(person) = LOWER({person}) {db.LockForChange}");
        script.Do($"""
            UPDATE alert_messages SET handle = COALESCE({handle}, handle), handle_at = {now}, busy_until = {until}
            WHERE id = {messageId} AND LOWER(person) = LOWER({person})
            """);
        var results = await db.CommitAsync(script, cancellation);
        return new CardHold(messageId, until, results[hand] is ["free"]);
    }

    /// <summary>
    /// A press is about to be answered with a new card, which shows this version; until the answer has landed nothing else is sent. When somebody else had a
    /// hand on the card meanwhile, as with two presses in one instant, nobody knows whose answer lands last: the card is drawn once more.
    /// </summary>
    /// <param name="handle">The platform's new handle of the card, if it gave one.</param>
    public async Task ShownAsync(CardHold hold, long version, string? handle, CancellationToken cancellation)
    {
        var now = time.Now();
        var landed = now + (hold.Alone ? Landing : LandingOfTwo);
        var script = new Script();
        var shown = script.Ask($"""
            UPDATE alert_messages SET handle = {handle}, handle_at = {now},
                shown_version = CASE WHEN {(hold.Alone ? 1L : 0L)} = 1 AND busy_until = {hold.Until} AND shown_version <= {version} THEN {version} ELSE 0 END,
                busy_until = CASE WHEN busy_until = {hold.Until} OR busy_until < {landed} THEN {landed} ELSE busy_until END
            WHERE id = {hold.MessageId} RETURNING CASE WHEN shown_version = 0 THEN case_id ELSE '' END
            """);
        await using var db = await database.BeginAsync(cancellation);
        var news = new Script();
        if ((await db.RunAsync(script, cancellation))[shown] is [{ Length: > 0 } caseId, ..]) outbox.Record(news, new CardsOutdated(caseId));
        await db.CommitAsync(news, cancellation);
    }

    /// <summary>A press was not answered, or nobody knows whether its answer was seen: the card is drawn anew.</summary>
    public async Task UnansweredAsync(string messageId, CancellationToken cancellation)
    {
        var script = new Script();
        var found = script.Ask($"UPDATE alert_messages SET shown_version = 0, busy_until = 0 WHERE id = {messageId} AND state = 'delivered' RETURNING case_id");
        await using var db = await database.BeginAsync(cancellation);
        if ((await db.RunAsync(script, cancellation))[found] is not [var caseId, ..]) return;
        var news = new Script();
        outbox.Record(news, new CardsOutdated(caseId));
        await db.CommitAsync(news, cancellation);
    }

    /// <summary>This card cannot be changed any more: a fresh one takes its place.</summary>
    private Task ReplaceAsync(AlertMessageRow message, long version, CancellationToken cancellation)
    {
        var cut = message.Id.IndexOf("-v", StringComparison.Ordinal);
        var fresh = string.Create(CultureInfo.InvariantCulture, $"{(cut < 0 ? message.Id : message.Id[..cut])}-v{version}");
        // It may itself have been sent for this version; its id is used up.
        if (message.Id.StartsWith(fresh, StringComparison.Ordinal)) fresh = message.Id + "r";
        var now = time.Now();
        var script = new Script();
        script.Do($"""
            INSERT INTO alert_messages (id, alert_id, case_id, employee_id, channel, person, step, state, shown_version, queued_at, busy_until, attempts)
            SELECT {fresh}, m.alert_id, m.case_id, m.employee_id, m.channel, m.person, m.step, 'waiting', 0, {now}, 0, 0
            FROM alert_messages m WHERE m.id = {message.Id} AND m.state = 'delivered'
            ON CONFLICT (id) DO NOTHING
            """);
        script.Do($"UPDATE alert_messages SET state = 'replaced', busy_until = 0 WHERE id = {message.Id}");
        outbox.Schedule(script, "send-" + fresh, new CardQueued(fresh), now);
        return RunAsync(script, cancellation);
    }

    private async Task<AlertMessageRow?> ClaimAsync(string id, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var claimed = await db.FindAsync<AlertMessageRow>(
            $"UPDATE alert_messages SET busy_until = {now + Busy} WHERE id = {id} AND state = 'delivered' AND busy_until <= {now} RETURNING *", cancellation);
        await db.CommitAsync(cancellation);
        return claimed;
    }

    private Task ReleaseAsync(AlertMessageRow claimed, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"UPDATE alert_messages SET busy_until = 0 WHERE id = {claimed.Id} AND busy_until = {claimed.BusyUntil}");
        return RunAsync(script, cancellation);
    }

    private async Task RunAsync(Script script, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    private sealed class Rows
    {
        [ResultSetIndex(0)] public List<CaseRow> Cases { get; set; } = [];
        [ResultSetIndex(1)] public List<AlertMessageRow> Messages { get; set; } = [];
    }
}

/// <summary>A press that holds a card while it is answered.</summary>
/// <param name="Alone">Nobody else had a hand on it when it began.</param>
public sealed record CardHold(string MessageId, DateTimeOffset Until, bool Alone);
