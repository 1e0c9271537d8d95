using System.ComponentModel;
using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

/// <param name="Code">As she reads or types it; hyphens, spaces and small letters do not matter.</param>
internal sealed record ClaimBody(string? Code);

internal static class CouponEndpoints
{
    public static void MapCoupons(this IEndpointRouteBuilder api)
    {
        var coupons = api.MapGroup("/me/coupons").WithTags("Coupons");
        coupons.MapGet("/", ListAsync).WithName("listCoupons").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("My coupons, usable ones first").Refuses(400, 401, 404);
        coupons.MapPost("/", ClaimAsync).WithName("claimCoupon").Demand(GuestDemand.Live).Limit(GuestLimits.Buy, GuestLimits.BuyAddress)
            .WithSummary("Turn a code into a coupon of mine; entering my own again changes nothing").Refuses(400, 401, 404, 409, 413, 415, 422, 503);
        coupons.MapGet("/best", BestAsync).WithName("bestCoupons").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("Which of my coupons together take most off these seats, and why").Refuses(400, 401, 404);

        var offers = api.MapGroup("/coupon-templates").WithTags("Coupons");
        offers.MapGet("/", OffersAsync).WithName("listCouponOffers").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("Coupons I may take, newest first").Refuses(401);
        offers.MapPost("/{id}/claims", TakeAsync).WithName("takeCoupon").Demand(GuestDemand.Live).Limit(GuestLimits.Buy, GuestLimits.BuyAddress)
            .WithSummary("Take a coupon that is on offer").Refuses(401, 404, 409, 503);
    }

    private static async Task<Ok<BestCouponsView>> BestAsync(
        Caller caller,
        string showtimeId,
        [Description("Names as in the plan, separated by commas.")] string seats,
        OrderShop shop,
        CancellationToken cancellation)
    {
        var labels = Labels(showtimeId, seats);
        if (labels.Length is 0 or > 20) throw new Refusal(400, "malformed-request", "请选择场次和座位");
        return TypedResults.Ok(await shop.BestAsync(caller.GuestId, showtimeId, labels, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<CouponOfferView>>> OffersAsync(Caller caller, CouponOffers offers, CancellationToken cancellation) =>
        TypedResults.Ok(await offers.ListAsync(caller.GuestId, cancellation));

    private static async Task<Created<CouponView>> TakeAsync(Caller caller, string id, TakeCoupon take, CancellationToken cancellation)
    {
        var coupon = await take.RunAsync(caller.GuestId, id, cancellation);
        return TypedResults.Created("/api/v1/me/coupons", coupon);
    }

    private static async Task<Ok<IReadOnlyList<CouponView>>> ListAsync(
        Caller caller,
        [Description("With it each coupon says whether it is good for this showtime.")] string? showtimeId,
        [Description("Names as in the plan, separated by commas; with them each coupon says what it takes off.")] string? seats,
        OrderShop shop,
        CancellationToken cancellation)
    {
        return TypedResults.Ok(await shop.WalletAsync(caller.GuestId, showtimeId, Labels(showtimeId, seats), cancellation));
    }

    private static string[] Labels(string? showtimeId, string? seats)
    {
        if (showtimeId is not null && (showtimeId.Length is 0 or > 64 || showtimeId.Contains('\0')) || seats is { Length: > 200 })
            throw new Refusal(400, "malformed-request", "请选择场次和座位");
        string[] labels = seats?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return [.. labels.Distinct(StringComparer.Ordinal)];
    }

    private static async Task<Ok<CouponView>> ClaimAsync(
        Caller caller, ClaimBody body, ClaimCoupon claim, CouponWallet wallet, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(body.Code) || body.Code.Length > 64 || !body.Code.IsNormalizable()) throw new Refusal(400, "code-required", "请输入兑换码");
        var coupon = await claim.RunAsync(caller.GuestId, body.Code, cancellation);
        return TypedResults.Ok(await wallet.GetAsync(caller.GuestId, coupon, cancellation));
    }

    // Half of a character cannot be brought into a normal form.
    private static bool IsNormalizable(this string text) => !text.Any(char.IsSurrogate);
}
