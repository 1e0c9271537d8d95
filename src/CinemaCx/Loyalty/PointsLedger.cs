using CinemaCx.Platform.Data;

namespace CinemaCx.Loyalty;

/// <summary>What a line of the ledger says.</summary>
/// <param name="Ref">What caused it; a second line of the same kind for it is not written.</param>
/// <param name="LivesUntil">Of points that begin a life of their own.</param>
internal sealed record PointsEntry(string GuestId, string Ref, DateTimeOffset HappenedAt, string? OrderId = null, string? Note = null, DateTimeOffset? LivesUntil = null);

/// <summary>
/// The statements that write the ledger, for whoever's transaction. <see cref="Open"/> comes first and locks the guest's account; then a line is added
/// where its condition holds, and <see cref="Follow"/> makes the balance what the newest line says. A line's number, one above the account's, is its key:
/// two writers never both add the next one.
/// <para>
/// No lot is kept per earning: whatever is spent, lost or taken back counts against the points that would run out first. So what runs out at an instant
/// is what the balance holds above all points that live longer, and giving points back revives those that live longest.
/// </para>
/// </summary>
internal static class PointsLedger
{
    /// <summary>Makes the account where there is none, and locks it.</summary>
    public static void Open(Script script, string guestId) => script.Do($"""
        INSERT INTO points_accounts (guest_id, balance, pending, seq) VALUES ({guestId}, 0, 0, 0)
        ON CONFLICT (guest_id) DO UPDATE SET seq = points_accounts.seq
        """);

    /// <summary>The balance and the time of the next expiry follow the newest line, where there is one.</summary>
    public static void Follow(Script script, string guestId) => script.Do($"""
        UPDATE points_accounts SET balance = e.balance_after, pending = e.pending_after, seq = e.seq,
            next_expiry_at = CASE
                WHEN e.expires_at IS NOT NULL AND (points_accounts.next_expiry_at IS NULL OR e.expires_at < points_accounts.next_expiry_at) THEN e.expires_at
                ELSE points_accounts.next_expiry_at END
        FROM points_entries e
        WHERE points_accounts.guest_id = {guestId} AND e.guest_id = points_accounts.guest_id AND e.seq = points_accounts.seq + 1
        """);

    /// <summary>Opens the account and writes down what ran out, so that nobody spends it.</summary>
    public static void OpenAndExpire(Script script, string guestId, DateTimeOffset now)
    {
        Open(script, guestId);
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, happened_at)
            SELECT a.guest_id, a.seq + 1, 'expired', a.guest_id || ':' || CAST(a.seq + 1 AS TEXT), l.alive - a.balance, 0, l.alive, a.pending, 0, {now}
            FROM points_accounts a
            CROSS JOIN (SELECT COALESCE(SUM(credit), 0) AS alive FROM points_entries WHERE guest_id = {guestId} AND expires_at > {now}) l
            WHERE a.guest_id = {guestId} AND a.balance > l.alive
            ON CONFLICT DO NOTHING
            """);
        Follow(script, guestId);
    }

    /// <summary>Points are spent where there are enough. No row comes back when there are not.</summary>
    public static int Spend(Script script, PointsEntry entry, long points)
    {
        var spent = script.Ask($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, order_id, note, happened_at)
            SELECT a.guest_id, a.seq + 1, 'spent', {entry.Ref}, -{points}, 0, a.balance - {points}, a.pending, 0,
                CAST({entry.OrderId} AS TEXT), CAST({entry.Note} AS TEXT), {entry.HappenedAt}
            FROM points_accounts a WHERE a.guest_id = {entry.GuestId} AND a.balance >= {points}
            ON CONFLICT DO NOTHING RETURNING seq
            """);
        Follow(script, entry.GuestId);
        return spent;
    }

    /// <summary>Points that begin their life now.</summary>
    /// <param name="kind">Written as it stands.</param>
    /// <param name="pending">Added to what is pending; below zero when these points were pending before.</param>
    public static int Credit(Script script, PointsKind kind, PointsEntry entry, long points, long pending)
    {
        var written = script.Ask($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, expires_at, order_id, note, happened_at)
            SELECT a.guest_id, a.seq + 1, {kind}, {entry.Ref}, {points}, {pending}, a.balance + {points}, a.pending + {pending}, {points}, {entry.LivesUntil},
                CAST({entry.OrderId} AS TEXT), CAST({entry.Note} AS TEXT), {entry.HappenedAt}
            FROM points_accounts a WHERE a.guest_id = {entry.GuestId}
            ON CONFLICT DO NOTHING RETURNING seq
            """);
        Follow(script, entry.GuestId);
        return written;
    }

    /// <summary>Points that will count once the film is over.</summary>
    public static void Promise(Script script, PointsEntry entry, long points)
    {
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, order_id, happened_at)
            SELECT a.guest_id, a.seq + 1, 'pending', {entry.Ref}, 0, {points}, a.balance, a.pending + {points}, 0, CAST({entry.OrderId} AS TEXT), {entry.HappenedAt}
            FROM points_accounts a WHERE a.guest_id = {entry.GuestId}
            ON CONFLICT DO NOTHING
            """);
        Follow(script, entry.GuestId);
    }

    /// <summary>
    /// What seats had earned is taken back, from what is pending or from the balance as the order's points stand. The balance may go below zero; nothing is
    /// forgiven because it is not there.
    /// </summary>
    public static void TakeBack(Script script, PointsEntry entry, long points)
    {
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, order_id, happened_at)
            SELECT a.guest_id, a.seq + 1, 'dropped', {entry.Ref}, 0, -{points}, a.balance, a.pending - {points}, 0, o.order_id, {entry.HappenedAt}
            FROM points_accounts a JOIN loyalty_orders o ON o.guest_id = a.guest_id
            WHERE a.guest_id = {entry.GuestId} AND o.order_id = {entry.OrderId} AND o.posted_at IS NULL
            ON CONFLICT DO NOTHING
            """);
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, order_id, happened_at)
            SELECT a.guest_id, a.seq + 1, 'clawed-back', {entry.Ref}, -{points}, 0, a.balance - {points}, a.pending, 0, o.order_id, {entry.HappenedAt}
            FROM points_accounts a JOIN loyalty_orders o ON o.guest_id = a.guest_id
            WHERE a.guest_id = {entry.GuestId} AND o.order_id = {entry.OrderId} AND o.posted_at IS NOT NULL
            ON CONFLICT DO NOTHING
            """);
        Follow(script, entry.GuestId);
    }

    /// <summary>
    /// Points come back with refunded seats. Those that would have run out meanwhile live until <see cref="PointsEntry.LivesUntil"/>, the others as long
    /// as before.
    /// </summary>
    public static void Return(Script script, PointsEntry entry, long points)
    {
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, expires_at, order_id, happened_at)
            SELECT a.guest_id, a.seq + 1, 'returned', {entry.Ref}, {points}, 0, a.balance + {points}, a.pending,
                CASE WHEN l.dead <= 0 THEN 0 WHEN l.dead < {points} THEN l.dead ELSE {points} END,
                CASE WHEN l.dead > 0 THEN CAST({entry.LivesUntil} AS BIGINT) END, CAST({entry.OrderId} AS TEXT), {entry.HappenedAt}
            FROM points_accounts a
            CROSS JOIN (
                SELECT b.balance + {points} - (
                    SELECT COALESCE(SUM(credit), 0) FROM points_entries WHERE guest_id = {entry.GuestId} AND expires_at > {entry.HappenedAt}) AS dead
                FROM points_accounts b WHERE b.guest_id = {entry.GuestId}) l
            WHERE a.guest_id = {entry.GuestId}
            ON CONFLICT DO NOTHING
            """);
        Follow(script, entry.GuestId);
    }
}
