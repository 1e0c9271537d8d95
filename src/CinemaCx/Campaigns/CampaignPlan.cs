using CinemaCx.Coupons;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>A variant with the templates it names.</summary>
internal sealed record PlannedVariant(CampaignVariant Variant, MessageTemplate Message, CouponTemplateRow? Coupon);

/// <summary>A campaign's terms with everything they name, found and checked.</summary>
internal sealed record CampaignPlan(CampaignTerms Terms, Audience Audience, IReadOnlyList<PlannedVariant> Variants, IReadOnlyList<FormattableString> Reach)
{
    public bool HasCoupons => Variants.Any(v => v.Coupon is not null);

    /// <summary>Fen that one guest can cost at most.</summary>
    public long MostPerGuest => Variants.Max(v => v.Coupon?.WorstCase.Value ?? 0);

    public PlannedVariant? Of(string arm) => Variants.FirstOrDefault(v => v.Variant.Name == arm);

    public AudienceLimits Limits(string? cinemaId) => new(cinemaId, Reach);
}

/// <summary>Reads terms against what there is: templates, fields, coupons, conditions. Everything senseless is said at once when it is written.</summary>
public sealed class CampaignPlans(AudienceQueries audiences, MessageTemplates messages, MessageReach reach, CouponTemplates coupons, TimeProvider time)
{
    private const int MostVariants = 4;

    /// <exception cref="Refusal">
    /// 422 <c>campaign-invalid</c>, <c>audience-invalid</c>, <c>message-values-invalid</c>, 404 <c>message-template-not-found</c>, <c>coupon-template-not-found</c>,
    /// 409 <c>coupon-template-retired</c>.
    /// </exception>
    internal async Task<CampaignPlan> CheckAsync(CampaignTerms terms, CancellationToken cancellation)
    {
        CheckNumbers(terms);
        CheckTrigger(terms.Trigger);
        var audience = audiences.Read(terms.Audience);
        var planned = new List<PlannedVariant>();
        foreach (var variant in terms.Variants) planned.Add(await CheckAsync(variant, terms.Trigger, cancellation));
        return new CampaignPlan(terms, audience, planned, ReachOf(planned));
    }

    /// <summary>Without looking for faults again: what was approved is carried out, and what changed since is for the sending to find.</summary>
    internal async Task<CampaignPlan> ReadAsync(CampaignTerms terms, CancellationToken cancellation)
    {
        var planned = new List<PlannedVariant>();
        foreach (var variant in terms.Variants)
        {
            var message = await messages.FindAsync(variant.Template, cancellation) ?? throw MessageRefusals.TemplateNotFound(variant.Template);
            planned.Add(new PlannedVariant(variant, message, variant.CouponTemplate is null ? null : await coupons.FindAsync(variant.CouponTemplate, cancellation)));
        }

        return new CampaignPlan(terms, audiences.Read(terms.Audience), planned, ReachOf(planned));
    }

    private async Task<PlannedVariant> CheckAsync(CampaignVariant variant, CampaignTrigger? trigger, CancellationToken cancellation)
    {
        var message = await messages.RequireAsync(variant.Template, cancellation);
        CouponTemplateRow? coupon = null;
        if (variant.CouponTemplate is { } id)
        {
            coupon = await coupons.FindAsync(id, cancellation) ?? throw CouponRefusals.TemplateNotFound(id, []);
            if (coupon.RetiredAt is not null) throw CouponRefusals.TemplateRetired(coupon.Name);
        }

        var path = $"variants.{variant.Name}.values";
        if (trigger?.Kind is not (CampaignTriggerKind.AfterFilm or CampaignTriggerKind.Presale) && CampaignContent.Mentions(variant.Values, CampaignContent.Film))
            throw CampaignRefusals.TermsInvalid(path, "只有观影后或预售触发的活动可以写 {film}");
        if (coupon is null && (CampaignContent.Mentions(variant.Values, CampaignContent.Coupon) || CampaignContent.Mentions(variant.Values, CampaignContent.CouponUntil)))
            throw CampaignRefusals.TermsInvalid(path, "没有附带优惠券，不能写 {coupon} 或 {couponUntil}");
        message.Check(CampaignContent.WithStandIns(variant.Values, coupon?.Name));
        return new PlannedVariant(variant, message, coupon);
    }

    private static void CheckNumbers(CampaignTerms terms)
    {
        if (terms.HoldOutPercent is < 0 or > 50) throw CampaignRefusals.TermsInvalid("holdOutPercent", "应为 0 到 50");
        if (terms.MostGuests is <= 0) throw CampaignRefusals.TermsInvalid("mostGuests", "应大于 0");
        if (terms.MeasureDays is < 1 or > 90) throw CampaignRefusals.TermsInvalid("measureDays", "应为 1 到 90");
        if (terms.Variants is null or { Count: 0 or > MostVariants }) throw CampaignRefusals.TermsInvalid("variants", $"应有 1 到 {MostVariants} 个版本");
        foreach (var variant in terms.Variants)
        {
            if (variant?.Name is not { Length: > 0 and <= 20 } name || name == CampaignArms.HoldOut || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
                throw CampaignRefusals.TermsInvalid("variants.name", "应为 1 到 20 个小写字母、数字或连字符");
            if (terms.Variants.Count(v => v?.Name == name) > 1) throw CampaignRefusals.TermsInvalid("variants.name", $"{name} 重复");
            if (variant.Weight is < 1 or > 100) throw CampaignRefusals.TermsInvalid($"variants.{name}.weight", "应为 1 到 100");
            if (string.IsNullOrWhiteSpace(variant.Template) || variant.Template.Contains('\0')) throw CampaignRefusals.TermsInvalid($"variants.{name}.template", "不能为空");
            if (variant.CouponTemplate?.Contains('\0') == true) throw CampaignRefusals.TermsInvalid($"variants.{name}.couponTemplate", "没有这种优惠券");
            if (variant.Values is null || variant.Values.Values.Any(v => v is null || v.Contains('\0'))) throw CampaignRefusals.TermsInvalid($"variants.{name}.values", "不能为空");
        }
    }

    private void CheckTrigger(CampaignTrigger? trigger)
    {
        if (trigger is null) return;
        if (!Enum.IsDefined(trigger.Kind)) throw CampaignRefusals.TermsInvalid("trigger.kind", "没有这种触发方式");
        if (trigger.Days is not null && trigger.Kind is not (CampaignTriggerKind.Dormant or CampaignTriggerKind.CouponExpiring or CampaignTriggerKind.Birthday)) throw CampaignRefusals.TermsInvalid("trigger.days", "此触发方式没有天数");
        if (trigger.Kind == CampaignTriggerKind.Birthday && trigger.Days is (< 0 or > 30)) throw CampaignRefusals.TermsInvalid("trigger.days", "应为 0 到 30");
        if (trigger.Kind != CampaignTriggerKind.Birthday && trigger.Days is (< 1 or > 730)) throw CampaignRefusals.TermsInvalid("trigger.days", "应为 1 到 730");
        if (trigger.Tiers is not null && (trigger.Kind != CampaignTriggerKind.TierChanged || trigger.Tiers.Count == 0)) throw CampaignRefusals.TermsInvalid("trigger.tiers", "只有等级变化触发的活动可以写等级");
        if (trigger.DelayMinutes is not null && trigger.Kind != CampaignTriggerKind.AfterFilm) throw CampaignRefusals.TermsInvalid("trigger.delayMinutes", "此触发方式没有延时");
        if (trigger.DelayMinutes is < 0 or > 10_080) throw CampaignRefusals.TermsInvalid("trigger.delayMinutes", "应为 0 到 10080");
        if (trigger.FilmIds is not null && trigger.Kind is not (CampaignTriggerKind.AfterFilm or CampaignTriggerKind.Presale)) throw CampaignRefusals.TermsInvalid("trigger.filmIds", "此触发方式不分影片");
        if (trigger.FilmIds is { Count: 0 or > 100 } || trigger.FilmIds?.Any(f => string.IsNullOrEmpty(f) || f.Contains('\0')) == true) throw CampaignRefusals.TermsInvalid("trigger.filmIds", "应为 1 到 100 部影片");
        if (trigger.Until <= time.GetUtcNow()) throw CampaignRefusals.TermsInvalid("trigger.until", "应晚于现在");
    }

    /// <summary>Every template must be able to reach her: which one she gets is decided by a hash, and those held out must be such as could have been told.</summary>
    private List<FormattableString> ReachOf(IEnumerable<PlannedVariant> variants) =>
        [.. variants.Select(v => v.Message).DistinctBy(m => m.Row.Id).Select(reach.MayBeTold)];
}
