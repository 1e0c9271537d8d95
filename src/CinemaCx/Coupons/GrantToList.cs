using System.Globalization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Coupons;

[Table("coupon_bulk_grants")]
public sealed record BulkGrantRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("template_id")] public required string TemplateId { get; init; }
    [Column("reason")] public required string Reason { get; init; }
    [Column("created_by")] public required string CreatedBy { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
    [Column("finished_at")] public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>One guest of a list and what became of her.</summary>
[Table("coupon_bulk_guests")]
public sealed record BulkGuestRow
{
    [Column("bulk_id"), PrimaryKey(0)] public required string BulkId { get; init; }
    [Column("row_no"), PrimaryKey(1)] public required long RowNo { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("coupon_id")] public string? CouponId { get; init; }

    /// <summary>Code of the refusal.</summary>
    [Column("refused")] public string? Refused { get; init; }
    [Column("decided_at")] public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>Timer: a list is not worked through yet.</summary>
public sealed record BulkGrantDue(string BulkId);

/// <summary>
/// Gives a coupon to every guest of a list. The list is written down at once and worked through by the clockwork, each guest in a transaction of her own:
/// coupon and outcome together, so that a crash, or two who work at the same time, give nobody two and forget nobody.
/// </summary>
public sealed class GrantToList(Database database, CouponTemplates templates, IssueCoupon issue, LongWorks works, Outbox outbox, TimeProvider time) : IEventHandler<BulkGrantDue>
{
    /// <summary>Most guests of one list.</summary>
    public const int Most = 20_000;

    private const int Insert = 500;
    private const int Batch = 200;
    private const int Breath = 10;

    /// <summary>What stands for a guest whose turn had not come when the list was stopped.</summary>
    private const string Stopped = "stopped";

    /// <summary>Writes the list down.</summary>
    /// <param name="guestIds">Who is named twice gets one.</param>
    /// <param name="attempt">A retry finds the list that was written down the first time.</param>
    /// <returns>The id of the list.</returns>
    /// <exception cref="Refusal">
    /// 404 <c>coupon-template-not-found</c>, 403 <c>coupon-not-allowed</c>, 409 <c>coupon-template-retired</c>, 400 <c>coupon-reason-required</c>, 422
    /// <c>coupon-bulk-guests-invalid</c>.
    /// </exception>
    public async Task<string> RunAsync(
        StaffMember by, string templateId, IReadOnlyList<string> guestIds, string reason, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        var template = await templates.FindAsync(templateId, cancellation) ?? throw CouponRefusals.NotOffered();
        if (!CouponRights.MayGrant(by.Role, template)) throw CouponRefusals.TemplateNotAllowed(template.Name);
        if (template.RetiredAt is not null) throw CouponRefusals.TemplateRetired(template.Name);
        if (string.IsNullOrWhiteSpace(reason)) throw CouponRefusals.ReasonRequired();
        // Each at the place where she is first named, so that the report speaks of the list as it was sent.
        var guests = guestIds.Index().DistinctBy(g => g.Item, StringComparer.Ordinal).ToList();
        if (guests.Count is 0 or > Most) throw CouponRefusals.BulkGuestsInvalid(Most);

        return await WriteAsync(by, template, guests, reason, attempt, cancellation) ?? (await attempt.FindAnswerAsync(database, cancellation))!;
    }

    /// <returns>Null when the idempotency key was used before.</returns>
    private async Task<string?> WriteAsync(
        StaffMember by, CouponTemplateRow template, List<(int Index, string Item)> guests, string reason, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        var now = time.Now();
        var bulk = Id.New("blk", now);
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var fresh = attempt.Claim(script, bulk, now);
        script.Do($"""
            INSERT INTO coupon_bulk_grants (id, template_id, reason, created_by, created_at) VALUES ({bulk}, {template.Id}, {reason}, {by.EmployeeId}, {now})
            """);
        works.Begin(script, new LongWorkStart(bulk, "coupon-list", $"发放{template.Name}") { Total = guests.Count, Scope = by.CinemaId, AskedBy = by.EmployeeId });
        outbox.Schedule(script, TimerOf(bulk), new BulkGrantDue(bulk), now);
        StaffActs.Write(script, by, "grant-to-list", "coupon-template", template.Id, new { list = bulk, guests = guests.Count, reason }, now, by.CinemaId);
        if ((await db.RunAsync(script, cancellation))[fresh].Count == 0) return null;
        foreach (var part in guests.Chunk(Insert))
        {
            var rows = new Script();
            rows.DoForEach($"INSERT INTO coupon_bulk_guests (bulk_id, row_no, guest_id) VALUES ", part, g => $"({bulk}, {g.Index}, {g.Item})");
            await db.RunAsync(rows, cancellation);
        }

        await db.CommitAsync(cancellation);
        outbox.Wake();
        return bulk;
    }

    public async Task<Delivery> HandleAsync(BulkGrantDue news, CancellationToken cancellation)
    {
        List<BulkGuestRow> open;
        BulkGrantRow bulk;
        CouponTemplateRow template;
        EmployeeRow by;
        await using (var db = database.Read())
        {
            bulk = await db.GetTable<BulkGrantRow>().FirstAsync(b => b.Id == news.BulkId, cancellation);
            template = await db.GetTable<CouponTemplateRow>().FirstAsync(t => t.Id == bulk.TemplateId, cancellation);
            by = await db.GetTable<EmployeeRow>().FirstAsync(e => e.Id == bulk.CreatedBy, cancellation);
            open = await db.GetTable<BulkGuestRow>().Where(g => g.BulkId == bulk.Id && g.DecidedAt == null).OrderBy(g => g.RowNo).Take(Batch).ToListAsync(cancellation);
        }

        var giver = new StaffMember(by.Id, by.Name, by.Role, by.CinemaId);
        var decided = 0;
        foreach (var guest in open)
        {
            if (decided++ % Breath == 0 && await works.IsStopAskedAsync(bulk.Id, cancellation))
            {
                await StopAsync(bulk.Id, cancellation);
                return Delivery.Done;
            }

            var grant = new CouponGrant(template.Id, guest.GuestId, CouponSourceKind.Bulk, $"{bulk.Id}/{guest.GuestId}", bulk.Reason);
            await DecideAsync(grant, template, giver, guest, cancellation);
        }

        if (open.Count == Batch)
        {
            await TellAsync(bulk.Id, cancellation);
            return Delivery.AgainAt(time.Now());
        }

        await FinishAsync(bulk.Id, cancellation);
        return Delivery.Done;
    }

    private async Task DecideAsync(CouponGrant grant, CouponTemplateRow template, StaffMember by, BulkGuestRow guest, CancellationToken cancellation)
    {
        try
        {
            await GiveAsync(grant, template, by, guest, cancellation);
        }
        catch (Refusal refusal) when (refusal.Code != "coupon-already-issued")
        {
            await using var db = await database.BeginAsync(cancellation);
            var script = new Script();
            Decide(script, guest, couponId: null, refusal.Code);
            await db.RunAsync(script, cancellation);
            await db.CommitAsync(cancellation);
        }
        catch (Refusal)
        {
            // Another who works through the list was quicker; what became of her is written down.
        }
    }

    private async Task GiveAsync(CouponGrant grant, CouponTemplateRow template, StaffMember by, BulkGuestRow guest, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var known = new Script();
        known.Ask($"SELECT id FROM guests WHERE id = {guest.GuestId}");
        if ((await db.RunAsync(known, cancellation))[0].Count == 0) throw CouponRefusals.UnknownGuest();
        var script = new Script();
        var given = issue.Add(script, template, grant, by, time.Now());
        var decided = Decide(script, guest, given.Held.Coupon.Id, refused: null);
        var results = await db.RunAsync(script, cancellation);
        if (results[decided].Count == 0) throw CouponRefusals.AlreadyIssued();
        given.Require(results);
        await db.CommitAsync(cancellation);
    }

    /// <summary>One row when nothing was decided about her before.</summary>
    private int Decide(Script script, BulkGuestRow guest, string? couponId, string? refused) => script.Ask($"""
        UPDATE coupon_bulk_guests SET coupon_id = {couponId}, refused = {refused}, decided_at = {time.Now()}
        WHERE bulk_id = {guest.BulkId} AND row_no = {guest.RowNo} AND decided_at IS NULL RETURNING guest_id
        """);

    private async Task TellAsync(string bulkId, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var decided = new Script();
        decided.Ask($"SELECT COUNT(*) FROM coupon_bulk_guests WHERE bulk_id = {bulkId} AND decided_at IS NOT NULL");
        var done = long.Parse((await db.RunAsync(decided, cancellation))[0][0], CultureInfo.InvariantCulture);
        var script = new Script();
        works.Tell(script, bulkId, done);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>Whoever was not decided about gets none; who works through the list at the same time finds nobody left.</summary>
    private async Task StopAsync(string bulkId, CancellationToken cancellation)
    {
        await TellAsync(bulkId, cancellation);
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        script.Do($"UPDATE coupon_bulk_guests SET refused = {Stopped}, decided_at = {now} WHERE bulk_id = {bulkId} AND decided_at IS NULL");
        script.Do($"UPDATE coupon_bulk_grants SET finished_at = {now} WHERE id = {bulkId} AND finished_at IS NULL");
        works.End(script, bulkId, LongWorkState.Stopped);
        await db.CommitAsync(script, cancellation);
    }

    private async Task FinishAsync(string bulkId, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        script.Do($"""
            UPDATE coupon_bulk_grants SET finished_at = {time.Now()}
            WHERE id = {bulkId} AND finished_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM coupon_bulk_guests WHERE bulk_id = {bulkId} AND decided_at IS NULL)
            """);
        var open = script.Ask($"SELECT guest_id FROM coupon_bulk_guests WHERE bulk_id = {bulkId} AND decided_at IS NULL LIMIT 1");
        if ((await db.RunAsync(script, cancellation))[open].Count > 0) return;
        var end = new Script();
        works.End(end, bulkId, LongWorkState.Finished);
        await db.CommitAsync(end, cancellation);
    }

    internal static string TimerOf(string bulkId) => "bulk_" + bulkId;
}
