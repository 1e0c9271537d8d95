using System.ComponentModel;
using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CinemaCx.MiniProgramApi;

/// <param name="TemplateId">One of the coupons that points buy.</param>
internal sealed record RedemptionBody(string? TemplateId);

/// <param name="Birthday">Month and day: <c>05-17</c>.</param>
internal sealed record BirthdayBody(string? Birthday);

internal static class LoyaltyEndpoints
{
    public static void MapLoyalty(this IEndpointRouteBuilder api)
    {
        var loyalty = api.MapGroup("/me").WithTags("Loyalty");
        loyalty.MapGet("/membership", GetAsync).WithName("getMembership").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("My tier, my rights, what they saved me, what is missing to the next tier").Refuses(401);
        loyalty.MapPut("/birthday", SetBirthdayAsync).WithName("setBirthday").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("Say once when my birthday is").Refuses(400, 401, 409, 413, 415, 503);
        loyalty.MapGet("/points", ListPointsAsync).WithName("listPoints").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("My points and how they came about, newest first, twenty lines at a time").Refuses(400, 401);
        loyalty.MapPost("/points/redemptions", RedeemAsync).WithName("redeemPoints").Demand(GuestDemand.Live).Limit(GuestLimits.Buy, GuestLimits.BuyAddress)
            .WithSummary("Buy a coupon with points").Refuses(400, 401, 404, 409, 413, 415, 422, 503);
        api.MapGet("/points-offers", ListOffersAsync).WithName("listPointsOffers").WithTags("Loyalty").Limit(GuestLimits.Read)
            .WithSummary("The coupons that points buy").Refuses(429);
    }

    private static async Task<Ok<MembershipView>> GetAsync(Caller caller, MembershipQueries memberships, CancellationToken cancellation) =>
        TypedResults.Ok(await memberships.GetAsync(caller.GuestId, cancellation));

    private static async Task<Ok<MembershipView>> SetBirthdayAsync(
        Caller caller, BirthdayBody body, SetBirthday set, MembershipQueries memberships, CancellationToken cancellation)
    {
        await set.RunAsync(caller.GuestId, body.Birthday ?? "", cancellation);
        return TypedResults.Ok(await memberships.GetAsync(caller.GuestId, cancellation));
    }

    private static async Task<Ok<PointsPage>> ListPointsAsync(
        Caller caller,
        [Description("What the page before gave as before; none begins with the newest line.")] long? before,
        PointsQueries points,
        CancellationToken cancellation) => TypedResults.Ok(await points.ListAsync(caller.GuestId, before, cancellation));

    private static async Task<Ok<IReadOnlyList<PointsOffer>>> ListOffersAsync(PointsOffers offers, CancellationToken cancellation) =>
        TypedResults.Ok(await offers.ListAsync(cancellation));

    private static async Task<Created<Redeemed>> RedeemAsync(
        Caller caller, RedemptionBody body, [FromHeader(Name = IdempotentAttempt.Header)] string? key, RedeemPoints redeem, CancellationToken cancellation)
    {
        if (body.TemplateId is not { Length: > 0 and <= 64 } template || template.Contains('\0')) throw new Refusal(400, "malformed-request", "请选择要兑换的优惠券");
        var attempt = IdempotentAttempt.From(caller.GuestId, key, "redeem-points", template);
        return TypedResults.Created("/api/v1/me/coupons", await redeem.RunAsync(caller.GuestId, template, attempt, cancellation));
    }
}
