using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Messages;

/// <param name="ChangedAt">Null while she has never said anything: not granted.</param>
public sealed record ConsentView(DataPurpose Purpose, bool Granted, DateTimeOffset? ChangedAt);

/// <summary>
/// What a guest allows her data to be used for, each purpose by itself. Nothing is granted until she says so. Withdrawing stops what is queued in the same
/// transaction, and every sender's marking statement asks again.
/// </summary>
public sealed class GuestConsents(Database database, TimeProvider time)
{
    public async Task<IReadOnlyList<ConsentView>> OfAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.GetTable<GuestConsentRow>().Where(c => c.GuestId == guestId).ToListAsync(cancellation);
        return [.. Enum.GetValues<DataPurpose>().Select(p => rows.Find(r => r.Purpose == p) is { } row ? new ConsentView(p, row.Granted == 1, row.ChangedAt) : new ConsentView(p, false, null))];
    }

    /// <param name="wishes">Purposes left out stay as they are.</param>
    /// <param name="scene">Where she said it.</param>
    /// <returns>How many queued messages were dropped by it.</returns>
    public async Task<int> SetAsync(string guestId, IReadOnlyDictionary<DataPurpose, bool> wishes, string scene, CancellationToken cancellation)
    {
        var now = time.Now();
        var (script, drops) = (new Script(), new List<int>());
        foreach (var (purpose, granted) in wishes.OrderBy(w => w.Key))
        {
            var value = granted ? 1L : 0L;
            // Saying the same again is no new event.
            script.Do($"""
                INSERT INTO guest_consent_events (id, guest_id, purpose, granted, scene, happened_at)
                SELECT {Id.New("gce", now)}, {guestId}, {purpose}, {value}, {scene}, {now}
                WHERE NOT EXISTS (SELECT 1 FROM guest_consents c WHERE c.guest_id = {guestId} AND c.purpose = {purpose} AND c.granted = {value})
                """);
            script.Do($"""
                INSERT INTO guest_consents (guest_id, purpose, granted, changed_at) VALUES ({guestId}, {purpose}, {value}, {now})
                ON CONFLICT (guest_id, purpose) DO UPDATE SET granted = excluded.granted, changed_at = excluded.changed_at WHERE guest_consents.granted <> excluded.granted
                """);
            if (granted) continue;
            drops.Add(script.Ask($"""
                UPDATE guest_messages SET state = 'dropped', reason = 'consent-withdrawn', settled_at = {now}
                WHERE guest_id = {guestId} AND state = 'queued' AND purpose = {purpose} RETURNING id
                """));
        }

        await using var db = await database.BeginAsync(cancellation);
        var results = await db.CommitAsync(script, cancellation);
        return drops.Sum(d => results[d].Count);
    }

    /// <summary>She took it back elsewhere. What she granted since then stands.</summary>
    /// <param name="until">When she took it back.</param>
    internal static void Withdraw(Script script, string guestId, DataPurpose purpose, DateTimeOffset until, string scene, DateTimeOffset now)
    {
        // Locked first: nobody says anything else while this is written.
        script.Do($"UPDATE guest_consents SET granted = granted WHERE guest_id = {guestId} AND purpose = {purpose}");
        script.Do($"""
            INSERT INTO guest_consent_events (id, guest_id, purpose, granted, scene, happened_at)
            SELECT {Id.New("gce", now)}, {guestId}, {purpose}, 0, {scene}, {now}
            WHERE EXISTS (SELECT 1 FROM guest_consents c WHERE c.guest_id = {guestId} AND c.purpose = {purpose} AND c.granted = 1 AND c.changed_at < {until})
            """);
        script.Do($"""
            UPDATE guest_consents SET granted = 0, changed_at = {now} WHERE guest_id = {guestId} AND purpose = {purpose} AND granted = 1 AND changed_at < {until}
            """);
        script.Do($"""
            UPDATE guest_messages SET state = 'dropped', reason = 'consent-withdrawn', settled_at = {now}
            WHERE guest_id = {guestId} AND state = 'queued' AND purpose = {purpose}
              AND EXISTS (SELECT 1 FROM guest_consents c WHERE c.guest_id = {guestId} AND c.purpose = {purpose} AND c.granted = 0)
            """);
    }
}
