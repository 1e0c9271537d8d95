using CinemaCx.Campaigns;
using CinemaCx.Console.Pages.Members;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Campaigns;

/// <summary>The rows behind the result of the campaign that the address names.</summary>
public sealed class CampaignGuestListing(CampaignDesk desk, CampaignResults results, Visit visit, IHttpContextAccessor asking) : Listing<CampaignGuestLine>
{
    private string Id => asking.HttpContext?.GetRouteValue("id") as string ?? "";

    public override string Path => $"/console/campaigns/{Id}/guests";

    public override string Name => "活动名单";

    public override string DefaultSort => "guest";

    public override string EmptyTitle => "还没有人参加";

    public override string Href(CampaignGuestLine row) => "/console/members/" + row.GuestId;

    public override IReadOnlyList<Column<CampaignGuestLine>> Columns => field ??=
    [
        new("guest", "观众", g => g.PhoneMask ?? "未留手机"),
        new("id", "会员编号", g => g.GuestId) { OnlyInFile = true },
        new("arm", "分组", g => CampaignWords.OfArm(g.Arm)),
        new("enrolled", "加入", g => visit.Local(g.EnrolledAt)),
        new("message", "消息", g => g.Message is { } state ? MemberWords.Of(state).Text : g.LeftOut ?? "不发")
        {
            Cell = g => g.Message is { } state ? Draw.Pill(MemberWords.Of(state).Text, MemberWords.Of(state).Tone) : Draw.Lines(g.LeftOut is null ? "不发" : "未发", g.LeftOut is { } why ? CinemaCx.Console.Pages.Coupons.CouponPageWords.OfRefusal(why) : null),
        },
        new("coupon", "优惠券", g => !g.HasCoupon ? "—" : g.CouponUsed ? "已用" : "未用"),
        new("spent", "期内消费（元）", g => g.Spent) { IsNumber = true },
    ];

    public override async Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation)
    {
        var terms = CampaignTerms.Of(await desk.RequireAsync(Id, visit.Member, cancellation));
        return [new Filter("arm", "分组", [.. terms.Variants.Select(v => v.Name).Append(CampaignArms.HoldOut).Select(a => new Choice(a, CampaignWords.OfArm(a)))])];
    }

    public override async Task<ListPage<CampaignGuestLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var campaign = await desk.RequireAsync(Id, visit.Member, cancellation);
        var (lines, count) = await results.PageAsync(campaign, ask["arm"], ask.Skip, ask.PageSize, cancellation);
        return new ListPage<CampaignGuestLine>(lines, count);
    }
}
