using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Messages;

/// <param name="Address">Open id at the service account, or external user id at WeCom.</param>
/// <param name="Owner">WeCom: user id of the employee who has her as a contact.</param>
/// <param name="Gone">She unfollowed, or took the employee off her list.</param>
public sealed record MessageContact(MessageChannel Channel, string Address, string UnionId, string? Owner = null, bool Gone = false);

/// <summary>Keeps who follows the service account and who is whose contact at WeCom: what the platforms' lists say, known by the union id.</summary>
public sealed class KeepContacts(Database database, TimeProvider time)
{
    public const int Most = 5_000;

    /// <summary>Adds or changes; those not named stay as they are.</summary>
    /// <param name="by">Who brought the list; null: the house by itself.</param>
    /// <exception cref="Refusal">400 <c>message-contacts-invalid</c>.</exception>
    public async Task RunAsync(IReadOnlyList<MessageContact> contacts, StaffMember? by, CancellationToken cancellation)
    {
        if (contacts.Count is 0 or > Most || contacts.Any(c => !IsWhole(c)) || contacts.DistinctBy(c => (c.Channel, c.Address)).Count() < contacts.Count) throw MessageRefusals.ContactsInvalid();
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        foreach (var chunk in contacts.OrderBy(c => c.Address, StringComparer.Ordinal).Chunk(500))
        {
            script.AskForEach(
                $"INSERT INTO message_contacts (channel, address, union_id, owner, seen_at, gone_at) VALUES ", chunk,
                c => $"({c.Channel}, {c.Address}, {c.UnionId}, {c.Owner}, {now}, {(c.Gone ? now : (DateTimeOffset?)null)})",
                $"""
                 ON CONFLICT (channel, address) DO UPDATE SET union_id = excluded.union_id, owner = excluded.owner, seen_at = excluded.seen_at, gone_at = excluded.gone_at RETURNING address
                """);
        }

        if (by is not null)
        {
            foreach (var channel in contacts.GroupBy(c => c.Channel))
                StaffActs.Write(script, by, "keep", "message-contacts", StoredWord.Of(channel.Key), new { contacts = channel.Count(), gone = channel.Count(c => c.Gone) }, now);
        }

        await db.CommitAsync(script, cancellation);
    }

    private static bool IsWhole(MessageContact contact) =>
        contact is { Channel: MessageChannel.ServiceAccount or MessageChannel.WeCom, Address.Length: > 0 and <= 64, UnionId.Length: > 0 and <= 64 }
        && !contact.Address.Contains('\0') && !contact.UnionId.Contains('\0') && (contact.Channel == MessageChannel.ServiceAccount || contact.Owner is { Length: > 0 and <= 64 });
}
