using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CinemaCx.WecomBot;

/// <param name="Points">What the coupon costs.</param>
internal sealed record PointsPriceBody(long Points);

/// <param name="Points">1 to 1,000,000.</param>
/// <param name="Reason">As the guest reads it.</param>
internal sealed record GrantPointsBody(long Points, string? Reason);

/// <param name="Birthday">Month and day: <c>05-17</c>.</param>
/// <param name="Reason">Why it is changed.</param>
internal sealed record ChangeBirthdayBody(string? Birthday, string? Reason);

internal static class LoyaltyEndpoints
{
    private static readonly StaffRole[] Deciding = [StaffRole.Headquarters, StaffRole.GeneralManager];
    private static readonly StaffRole[] Looking = [.. Deciding, StaffRole.Marketing, StaffRole.SiteManager, StaffRole.DutyManager];

    public static void MapLoyalty(this IEndpointRouteBuilder api)
    {
        var rules = api.MapGroup("/tier-rules").WithTags("Loyalty");
        rules.MapGet("/", async (TierRules all, CancellationToken cancellation) => TypedResults.Ok(await all.CurrentAsync(cancellation)))
            .WithName("getTierRules").For(Looking).WithSummary("How tiers are reached and what they bring").Refuses(401, 403);
        rules.MapPut("/", ReplaceAsync).WithName("replaceTierRules").For(StaffRole.Headquarters)
            .WithSummary("Other rules from now on; what was before stays written down").Refuses(400, 401, 403, 413, 415, 422);

        var offers = api.MapGroup("/points-offers").WithTags("Loyalty");
        offers.MapGet("/", async (PointsOffers all, CancellationToken cancellation) => TypedResults.Ok(await all.ListAsync(cancellation)))
            .WithName("listPointsOffers").For(Looking).WithSummary("The coupons that points buy").Refuses(401, 403);
        offers.MapPut("/{templateId}", SetOfferAsync).WithName("setPointsOffer").For(StaffRole.Headquarters, StaffRole.Marketing)
            .WithSummary("Let points buy a coupon").Refuses(400, 401, 403, 404, 413, 415);
        offers.MapDelete("/{templateId}", RemoveOfferAsync).WithName("removePointsOffer").For(StaffRole.Headquarters, StaffRole.Marketing)
            .WithSummary("Points no longer buy it").Refuses(401, 403);

        var guests = api.MapGroup("/guests/{id}").WithTags("Loyalty");
        guests.MapGet("/membership", async (string id, MembershipQueries memberships, CancellationToken cancellation) =>
                TypedResults.Ok(await memberships.GetAsync(id, cancellation)))
            .WithName("getGuestMembership").For(Looking).WithSummary("A guest's membership, as she sees it").Refuses(401, 403, 404);
        guests.MapPost("/points", GrantAsync).WithName("grantPoints").For(Deciding)
            .WithSummary("Give a guest points").Refuses(400, 401, 403, 404, 413, 415, 422);
        guests.MapPut("/birthday", ChangeBirthdayAsync).WithName("changeBirthday").For([.. Deciding, StaffRole.SiteManager, StaffRole.DutyManager])
            .WithSummary("Change a birthday that the guest set wrongly").Refuses(400, 401, 403, 404, 413, 415);
    }

    private static async Task<Ok<TierRuleVersion>> ReplaceAsync(StaffCaller caller, TierRule body, TierRules rules, CancellationToken cancellation)
    {
        if (body.Tiers is null || body.Tiers.Any(t => t is null)) throw new Refusal(400, "malformed-request", "请求内容有误");
        return TypedResults.Ok(await rules.ReplaceAsync(body, caller.Member, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<PointsOffer>>> SetOfferAsync(
        StaffCaller caller, string templateId, PointsPriceBody body, PointsOffers offers, CancellationToken cancellation)
    {
        await offers.SetAsync(templateId, body.Points, caller.Member, cancellation);
        return TypedResults.Ok(await offers.ListAsync(cancellation));
    }

    private static async Task<NoContent> RemoveOfferAsync(StaffCaller caller, string templateId, PointsOffers offers, CancellationToken cancellation)
    {
        await offers.RemoveAsync(templateId, caller.Member, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<MembershipView>> GrantAsync(
        StaffCaller caller,
        string id,
        GrantPointsBody body,
        [FromHeader(Name = IdempotentAttempt.Header)] string? key,
        GrantPoints grant,
        MembershipQueries memberships,
        CancellationToken cancellation)
    {
        var attempt = IdempotentAttempt.From(caller.Member.EmployeeId, key, "grant-points " + id, body);
        await grant.RunAsync(id, body.Points, body.Reason ?? "", caller.Member, attempt, cancellation);
        return TypedResults.Ok(await memberships.GetAsync(id, cancellation));
    }

    private static async Task<Ok<MembershipView>> ChangeBirthdayAsync(
        StaffCaller caller, string id, ChangeBirthdayBody body, SetBirthday set, MembershipQueries memberships, CancellationToken cancellation)
    {
        await set.ChangeAsync(id, body.Birthday ?? "", caller.Member.EmployeeId, body.Reason ?? "", cancellation);
        return TypedResults.Ok(await memberships.GetAsync(id, cancellation));
    }
}
