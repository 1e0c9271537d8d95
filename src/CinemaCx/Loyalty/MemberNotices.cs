using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>What members are told without anybody's asking for it; a template of the catalogue says each.</summary>
public enum MemberNotice
{
    /// <summary>Template <c>points-expiring</c>: fields <c>points</c>, <c>until</c>, <c>tip</c>.</summary>
    PointsExpiring,

    /// <summary>Template <c>tier-raised</c>: fields <c>tier</c>, <c>rights</c>, <c>at</c>.</summary>
    TierRaised,

    /// <summary>Template <c>tier-falling</c>: fields <c>tier</c>, <c>until</c>, <c>missing</c>.</summary>
    TierFalling,

    /// <summary>Template <c>birthday-ticket</c>: fields <c>what</c>, <c>worth</c>, <c>until</c>.</summary>
    BirthdayTicket,

    /// <summary>Template <c>coupon-expiring</c>: fields <c>what</c>, <c>count</c>, <c>until</c>.</summary>
    CouponExpiring,
}

/// <summary>
/// Hands notices to the pipeline of messages. Each has an id made of what it is about, so that whatever is repeated is said once. Nobody is woken by one: what
/// serves her waits for the morning too.
/// </summary>
public sealed class MemberNotices(
    Database database, MessageTemplates templates, QueueMessage queue, IOptions<LoyaltyOptions> options, IOptions<MessageOptions> messageOptions, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <returns>Null where the house does not say it: switched off, or not in the catalogue.</returns>
    internal async Task<MessageTemplate?> TemplateAsync(MemberNotice notice, CancellationToken cancellation)
    {
        var terms = options.Value;
        var (isOn, code) = notice switch
        {
            MemberNotice.PointsExpiring => (terms.TellPointsExpiring, "points-expiring"),
            MemberNotice.TierRaised => (terms.TellTierRaised, "tier-raised"),
            MemberNotice.TierFalling => (terms.TellTierFalling, "tier-falling"),
            MemberNotice.BirthdayTicket => (terms.TellBirthdayTicket, "birthday-ticket"),
            _ => (terms.TellCouponsExpiring, "coupon-expiring"),
        };
        return isOn && await templates.FindAsync(code, cancellation) is { Row.RetiredAt: null } template ? template : null;
    }

    /// <summary>Those that were queued before stay as they are.</summary>
    internal async Task QueueAsync(MessageTemplate template, IReadOnlyCollection<GuestMessage> messages, CancellationToken cancellation)
    {
        var morning = MorningAfter(time.Now());
        foreach (var some in messages.Chunk(AtOnce))
        {
            var script = new Script();
            queue.AddAll(script, template, [.. some.Select(m => m with { Values = template.Fit(m.Values), NotBefore = morning })]);
            await using var db = await database.BeginAsync(cancellation);
            await db.CommitAsync(script, cancellation);
        }

        if (messages.Count > 0) queue.Wake();
    }

    /// <returns>Null when one may speak now.</returns>
    private DateTimeOffset? MorningAfter(DateTimeOffset now)
    {
        var terms = messageOptions.Value;
        return QuietHours.Read(terms.QuietFrom, terms.QuietTo)?.EndOf(now, TimeZoneInfo.FindSystemTimeZoneById(terms.TimeZone));
    }
}
