using System.Security.Cryptography;
using CinemaCx.Cinemas;
using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Messages;

/// <summary>Reads what a plan must know of the guests it is about, many at once.</summary>
public sealed class Recipients(Database database, MessageReach reach, PersonalData personalData, TimeProvider time, IOptions<MessageOptions> options)
{
    private TimeZoneInfo House { get; } = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <summary>As the house is now, and its own clock.</summary>
    internal async Task<(PlanTerms Plan, TimeZoneInfo House)> TermsAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rests = await db.GetTable<MessageRestRow>().ToDictionaryAsync(r => r.Channel, r => r.UntilAt, cancellation);
        var quiet = QuietHours.Read(options.Value.QuietFrom, options.Value.QuietTo)!;
        return (new PlanTerms(reach.Open, rests, quiet, options.Value.MostPerGuest, options.Value.MostPerGuestWithin), House);
    }

    internal async Task<IReadOnlyDictionary<string, Func<MessagePurpose, Recipient>>> OfAsync(IReadOnlyCollection<string> guestIds, CancellationToken cancellation)
    {
        var ids = guestIds.Distinct(StringComparer.Ordinal).ToList();
        await using var db = database.Read();
        var guests = await db.GetTable<GuestRow>().Where(g => ids.Contains(g.Id)).ToListAsync(cancellation);
        var consents = (await db.GetTable<GuestConsentRow>().Where(c => ids.Contains(c.GuestId) && c.Granted == 1).ToListAsync(cancellation)).ToLookup(c => c.GuestId, c => StoredWord.Of(c.Purpose), StringComparer.Ordinal);
        var caps = (await db.GetTable<MessageCapRow>().Where(c => ids.Contains(c.GuestId)).ToListAsync(cancellation)).ToLookup(c => c.GuestId, StringComparer.Ordinal);
        var credits = (await db.GetTable<MessageCreditRow>().Where(c => ids.Contains(c.GuestId)).ToListAsync(cancellation)).ToLookup(c => c.GuestId, StringComparer.Ordinal);
        var unions = guests.Where(g => g.UnionId is not null).Select(g => g.UnionId!).ToList();
        var contacts = reach.Open.Any(c => c is MessageChannel.ServiceAccount or MessageChannel.WeCom)
            ? (await db.GetTable<MessageContactRow>().Where(c => unions.Contains(c.UnionId) && c.GoneAt == null).ToListAsync(cancellation)).ToLookup(c => c.UnionId, StringComparer.Ordinal)
            : Array.Empty<MessageContactRow>().ToLookup(c => c.UnionId, StringComparer.Ordinal);
        var today = time.Now();
        return guests.ToDictionary(g => g.Id, Func<MessagePurpose, Recipient> (g) => purpose => new Recipient(
            g.OpenId,
            new GuestFacts(g.PhoneMask is { Length: >= 4 } mask ? mask[^4..] : null, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(g.CreatedAt, House).DateTime), (int)(today - g.CreatedAt).TotalDays),
            consents[g.Id].Contains(StoredWord.Of(purpose)),
            caps[g.Id].ToDictionary(c => c.Slot, c => c.TakenAt),
            credits[g.Id].ToDictionary(c => c.PlatformTemplate, c => c.Credits, StringComparer.Ordinal),
            g.UnionId is null ? [] : [.. contacts[g.UnionId].OrderByDescending(c => c.SeenAt)],
            PhoneOf(g)), StringComparer.Ordinal);
    }

    private string? PhoneOf(GuestRow guest)
    {
        if (guest.PhoneBox is null || !reach.Open.Contains(MessageChannel.Sms)) return null;
        try
        {
            return personalData.Decrypt(guest.PhoneBox);
        }
        catch (CryptographicException)
        {
            // Kept under a key that is gone: a number nobody can read is no way to reach her.
            return null;
        }
    }

    /// <summary>By cinema; the house's own under the empty name.</summary>
    internal async Task<IReadOnlyDictionary<string, TimeZoneInfo>> ZonesAsync(IReadOnlyCollection<GuestMessageRow> rows, CancellationToken cancellation)
    {
        var zones = new Dictionary<string, TimeZoneInfo>(StringComparer.Ordinal) { [""] = House };
        await using var db = database.Read();
        var ids = rows.Where(r => r.CinemaId is not null).Select(r => r.CinemaId!).Distinct(StringComparer.Ordinal).ToList();
        var cinemas = ids.Count == 0 ? [] : await db.GetTable<CinemaRow>().Where(c => ids.Contains(c.Id)).ToListAsync(cancellation);
        foreach (var id in ids) zones[id] = cinemas.Find(c => c.Id == id)?.Zone ?? House;
        return zones;
    }
}
