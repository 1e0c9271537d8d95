using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using Microsoft.Extensions.Options;

namespace CinemaCx.Messages;

/// <param name="Id">Chosen by the caller from what the message is about (<c>enr_…-1</c>): the same id again is the same message.</param>
/// <param name="Values">Words by name of the template's fields; may hold <c>{phoneTail}</c>, <c>{memberSince}</c> and <c>{memberDays}</c>, which are filled in per guest.</param>
public sealed record GuestMessage(string Id, string GuestId, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>What it can be counted and stopped by.</summary>
    public string? CampaignId { get; init; }

    /// <summary>By whose clock the night is quiet; null: the house's.</summary>
    public string? CinemaId { get; init; }

    /// <summary>Not sent before; null: as soon as may be.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Dropped instead of sent from then on; null: <see cref="MessageOptions.Patience"/> after it became due.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>
/// Queues messages inside somebody else's transaction. What may be said, to whom, by which channel and when is decided when it is sent: consent withdrawn
/// a moment before counts. Values are not checked here; whoever lets people write them calls <see cref="MessageTemplate.Check"/> first.
/// </summary>
public sealed class QueueMessage(RedisSignal signal, TimeProvider time, IOptions<MessageOptions> options)
{
    internal const string WakeUp = "guest-messages";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds one message; <see cref="Wake"/> is to be called after the commit.</summary>
    /// <returns>Where the script's results hold its id if it is new; nothing if there was one of this id already.</returns>
    public int Add(Script script, MessageTemplate template, GuestMessage message) => AddAll(script, template, [message]);

    /// <summary>Adds many in one statement: 500 at once are a good measure.</summary>
    /// <param name="messages">At least one; no id twice.</param>
    /// <returns>Where the script's results hold the ids that are new.</returns>
    public int AddAll(Script script, MessageTemplate template, IReadOnlyCollection<GuestMessage> messages)
    {
        if (messages.Count == 0) throw new ArgumentException("There must be a message to queue", nameof(messages));
        var now = time.Now();
        var (id, purpose, lane) = (template.Row.Id, template.Row.Purpose, template.Row.Purpose == MessagePurpose.Service ? 0 : 1);
        return script.AskForEach(
            $"""
            INSERT INTO guest_messages
                (id, guest_id, template_id, purpose, campaign_id, cinema_id, field_values, state, lane, due_at, expires_at, attempts, lease_until, queued_at)
            VALUES 
            """,
            messages,
            m => $"""
            ({m.Id}, {m.GuestId}, {id}, {purpose}, {m.CampaignId}, {m.CinemaId}, {JsonSerializer.Serialize(m.Values, Json)}, 'queued', {lane},
                {m.NotBefore ?? now}, {m.ExpiresAt ?? ((m.NotBefore ?? now) + options.Value.Patience)}, 0, 0, {now})
            """,
            $" ON CONFLICT (id) DO NOTHING RETURNING id");
    }

    /// <summary>Wakes the senders; without it they find the message within a second.</summary>
    public void Wake() => signal.Publish(WakeUp);
}
