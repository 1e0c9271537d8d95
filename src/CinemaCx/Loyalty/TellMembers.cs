using CinemaCx.Messages;
using CinemaCx.Platform.Events;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>Tells a member what happened to her points and her tier. News that comes twice is said once: the message is named after what it is about.</summary>
public sealed class TellMembers(MemberNotices notices, TierRules rules, IOptions<LoyaltyOptions> options)
    : IEventHandler<PointsExpiring>, IEventHandler<TierChanged>, IEventHandler<TierFalling>
{
    public async Task<Delivery> HandleAsync(PointsExpiring news, CancellationToken cancellation)
    {
        if (await notices.TemplateAsync(MemberNotice.PointsExpiring, cancellation) is not { } template) return Delivery.Done;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["points"] = NoticeWords.Number(news.Points),
            ["until"] = NoticeWords.Until(news.ExpiresAt, options.Value.Zone),
            ["tip"] = "到期前可抵票款或兑换好礼",
        };
        await QueueAsync(template, new GuestMessage($"points-expiring.{news.GuestId}.{news.ExpiresAt.ToUnixTimeMilliseconds()}", news.GuestId, values) { ExpiresAt = news.ExpiresAt }, cancellation);
        return Delivery.Done;
    }

    /// <summary>Of sinking she was told before.</summary>
    public async Task<Delivery> HandleAsync(TierChanged news, CancellationToken cancellation)
    {
        if (TierWords.Read(news.From) is not { } from || TierWords.Read(news.To) is not { } to || to < from) return Delivery.Done;
        if (await notices.TemplateAsync(MemberNotice.TierRaised, cancellation) is not { } template) return Delivery.Done;
        var rule = (await rules.CurrentAsync(cancellation)).Rule;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tier"] = TierWords.Name(to),
            ["rights"] = NoticeWords.NewRights(rule.Of(from), rule.Of(to)),
            ["at"] = NoticeWords.At(news.ChangedAt, options.Value.Zone),
        };
        await QueueAsync(template, new GuestMessage($"tier-raised.{news.GuestId}.{news.ChangedAt.ToUnixTimeMilliseconds()}", news.GuestId, values), cancellation);
        return Delivery.Done;
    }

    public async Task<Delivery> HandleAsync(TierFalling news, CancellationToken cancellation)
    {
        if (TierWords.Read(news.Tier) is not { } tier || await notices.TemplateAsync(MemberNotice.TierFalling, cancellation) is not { } template) return Delivery.Done;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tier"] = TierWords.Name(tier),
            ["until"] = NoticeWords.At(news.FallsAt, options.Value.Zone),
            ["missing"] = NoticeWords.Missing(news.MissingFen, news.MissingVisits),
        };
        await QueueAsync(template, new GuestMessage($"tier-falling.{news.GuestId}.{news.FallsAt.ToUnixTimeMilliseconds()}", news.GuestId, values) { ExpiresAt = news.FallsAt }, cancellation);
        return Delivery.Done;
    }

    private Task QueueAsync(MessageTemplate template, GuestMessage message, CancellationToken cancellation) => notices.QueueAsync(template, [message], cancellation);
}
