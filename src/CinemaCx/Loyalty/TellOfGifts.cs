using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>
/// Every morning: whose birthday ticket is there this month, and whose coupons will end. Only who may be told and was not yet; a morning that is broken off
/// is done again, and says nothing twice.
/// </summary>
public sealed class TellOfGifts(Database database, MemberNotices notices, MessageReach reach, TierRules rules, TimeProvider time, IOptions<LoyaltyOptions> options)
    : IEventHandler<NoticesDue>
{
    internal const string Timer = "loyalty-notices";
    private const int PageSize = 500;

    public async Task<Delivery> HandleAsync(NoticesDue news, CancellationToken cancellation)
    {
        var now = time.Now();
        if (await notices.TemplateAsync(MemberNotice.BirthdayTicket, cancellation) is { } birthday) await TellBirthdaysAsync(birthday, now, cancellation);
        if (await notices.TemplateAsync(MemberNotice.CouponExpiring, cancellation) is { } coupon) await TellCouponsAsync(coupon, now, cancellation);
        return Delivery.AgainAt(options.Value.NextNotices(time.Now()));
    }

    /// <summary>Members born in this month who did not take their ticket yet.</summary>
    private async Task TellBirthdaysAsync(MessageTemplate template, DateTimeOffset now, CancellationToken cancellation)
    {
        var zone = options.Value.Zone;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var month = $"{today:MM}";
        var ends = BusinessDay.At(new DateOnly(today.Year, today.Month, 1).AddMonths(1), TimeOnly.MinValue, zone);
        var period = Benefits.Period(TierBenefit.BirthdayTicket, now, zone);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["what"] = "生日当月免费观影一次",
            ["worth"] = NoticeWords.Amount((await rules.CurrentAsync(cancellation)).Rule.BirthdayTicketFen),
            ["until"] = NoticeWords.Until(ends, zone),
        };
        for (var after = ""; ;)
        {
            List<string> guests;
            await using (var db = database.Read())
            {
                var script = new Script();
                script.Ask($"""
                    SELECT g.id FROM guests g
                    WHERE g.birthday >= {month + "-01"} AND g.birthday <= {month + "-31"} AND g.phone_bound_at IS NOT NULL AND g.id > {after}
                      AND NOT EXISTS (SELECT 1 FROM benefit_uses b WHERE b.guest_id = g.id AND b.benefit = 'birthday-ticket' AND b.period = {period} AND b.state <> 'free')
                      AND NOT EXISTS (SELECT 1 FROM guest_messages x WHERE x.id = 'birthday-ticket.' || g.id || '.' || {period})
                      AND {reach.MayBeTold(template)}
                    ORDER BY g.id LIMIT {PageSize}
                    """);
                guests = (await db.RunAsync(script, cancellation))[0];
            }

            if (guests.Count == 0) return;
            await notices.QueueAsync(template, guests.ConvertAll(g => new GuestMessage($"birthday-ticket.{g}.{period}", g, values) { ExpiresAt = ends }), cancellation);
            after = guests[^1];
        }
    }

    /// <summary>One message for all coupons of a guest that end on one day.</summary>
    private async Task TellCouponsAsync(MessageTemplate template, DateTimeOffset now, CancellationToken cancellation)
    {
        var (zone, horizon) = (options.Value.Zone, now + options.Value.CouponNotice);
        for (var after = ""; ;)
        {
            List<EndingCoupon> coupons;
            await using (var db = database.Read())
            {
                // Whose coupons they are is found first, so that no guest's fall on two pages.
                coupons = await db.ListAsync<EndingCoupon>(
                    $"""
                    SELECT c.guest_id, c.valid_until, t.name FROM coupons c JOIN coupon_templates t ON t.id = c.template_id
                    WHERE c.state = 'issued' AND c.valid_until > {now} AND c.valid_until <= {horizon} AND c.guest_id IN (
                        SELECT DISTINCT e.guest_id FROM coupons e JOIN guests g ON g.id = e.guest_id
                        WHERE e.state = 'issued' AND e.valid_until > {now} AND e.valid_until <= {horizon} AND e.guest_id > {after} AND {reach.MayBeTold(template)}
                        ORDER BY e.guest_id LIMIT {PageSize})
                    ORDER BY c.guest_id, c.valid_until, c.id
                    """,
                    cancellation);
            }

            if (coupons.Count == 0) return;
            await notices.QueueAsync(template, [.. coupons.GroupBy(c => (c.GuestId, Day: DayOf(c))).Select(g => Message(g.Key.GuestId, g.Key.Day, [.. g]))], cancellation);
            after = coupons[^1].GuestId;
        }

        DateOnly DayOf(EndingCoupon coupon) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(coupon.ValidUntil - TimeSpan.FromMilliseconds(1), zone).DateTime);

        GuestMessage Message(string guestId, DateOnly day, IReadOnlyList<EndingCoupon> coupons)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["what"] = coupons[0].Name,
                ["count"] = NoticeWords.Number(coupons.Count),
                ["until"] = NoticeWords.Until(coupons[0].ValidUntil, zone),
            };
            return new GuestMessage($"coupon-expiring.{guestId}.{day:yyyy-MM-dd}", guestId, values) { ExpiresAt = coupons[0].ValidUntil };
        }
    }

    private sealed record EndingCoupon
    {
        [Column("guest_id")] public required string GuestId { get; init; }
        [Column("valid_until")] public required DateTimeOffset ValidUntil { get; init; }
        [Column("name")] public required string Name { get; init; }
    }
}
