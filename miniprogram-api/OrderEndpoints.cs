using System.ComponentModel;
using CinemaCx.Loyalty;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CinemaCx.MiniProgramApi;

/// <param name="Seats">Names as in the plan, at most six: <c>["F7","F8"]</c>.</param>
/// <param name="Accessible">The party needs wheelchair or companion places.</param>
/// <param name="CouponIds">Coupons of mine that pay part of it, at most as many as the house allows together.</param>
/// <param name="Points">Points to pay with; as many are taken as the order may take.</param>
/// <param name="Benefit">A right of mine for one of the seats: <c>birthday-ticket</c> or <c>monthly-ticket</c>.</param>
internal sealed record OrderBody(
    string? ShowtimeId,
    IReadOnlyList<string>? Seats,
    bool? Accessible = null,
    IReadOnlyList<string>? CouponIds = null,
    long? Points = null,
    string? Benefit = null);

/// <param name="Seats">The seats to give back.</param>
internal sealed record RefundBody(IReadOnlyList<string>? Seats);

internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("Orders");
        orders.MapPost("/", PlaceAsync).WithName("placeOrder").Demand(GuestDemand.Live).Limit(GuestLimits.Buy, GuestLimits.BuyAddress)
            .WithSummary("Hold seats: they are hers for 15 minutes").Refuses(400, 401, 403, 404, 409, 413, 415, 422, 503);
        orders.MapGet("/", ListAsync).WithName("listOrders").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("My orders, newest first, twenty at a time").Refuses(400, 401);
        orders.MapGet("/{id}", GetAsync).WithName("getOrder").Demand(GuestDemand.Known).Limit(GuestLimits.Read).WithSummary("One of my orders").Refuses(401, 404);
        orders.MapPost("/{id}/payment", PayAsync).WithName("payOrder").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("The parameters of wx.requestPayment").Refuses(401, 404, 409, 503);
        orders.MapPost("/{id}/cancellation", CancelAsync).WithName("cancelOrder").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("Give up an unpaid order").Refuses(401, 404, 409, 503);
        orders.MapGet("/{id}/refund", QuoteAsync).WithName("quoteRefund").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("What giving seats back would bring now").Refuses(401, 404, 409);
        orders.MapPost("/{id}/refund", RefundAsync).WithName("refundOrder").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("Give seats back").Refuses(400, 401, 404, 409, 413, 415, 422, 503);
    }

    private static async Task<Created<OrderView>> PlaceAsync(
        Caller caller, OrderBody body, [FromHeader(Name = IdempotentAttempt.Header)] string? key, PlaceOrder place, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(body.ShowtimeId) || body.ShowtimeId.Contains('\0') || body.Seats is null || body.Seats.Any(string.IsNullOrEmpty))
            throw new Refusal(400, "malformed-request", "请选择场次和座位");
        var coupons = body.CouponIds ?? [];
        if (coupons.Count > 20 || coupons.Any(c => string.IsNullOrEmpty(c) || c.Length > 64 || c.AsSpan().ContainsAny('\0', ',')) || coupons.Distinct(StringComparer.Ordinal).Count() != coupons.Count)
            throw new Refusal(400, "malformed-request", "请重新选择优惠券");
        if (body.Points is < 0 or > 100_000_000) throw new Refusal(400, "malformed-request", "积分数量有误");
        var benefit = TierWords.ReadBenefit(body.Benefit);
        if (body.Benefit is not null && benefit is null) throw LoyaltyRefusals.BenefitUnknown();
        var request = new PlaceOrderRequest(body.ShowtimeId, body.Seats, body.Accessible ?? false, coupons, body.Points ?? 0, benefit);
        var order = await place.RunAsync(caller.GuestId, request, IdempotentAttempt.From(caller.GuestId, key, "place-order", request), cancellation);
        return TypedResults.Created($"/api/v1/orders/{order.Id}", order);
    }

    private static async Task<Ok<IReadOnlyList<OrderView>>> ListAsync(
        Caller caller,
        [Description("Id of the last order of the page before; none begins with the newest.")] string? before,
        OrderQueries orders,
        CancellationToken cancellation)
    {
        if (before is not null && (before.Length > 64 || !before.StartsWith("ord_", StringComparison.Ordinal) || !before.All(c => c == '_' || char.IsAsciiLetterOrDigit(c))))
            throw new Refusal(400, "before-invalid", "翻页位置有误，请从头查看");
        return TypedResults.Ok(await orders.ListAsync(caller.GuestId, before, cancellation));
    }

    private static async Task<Ok<OrderView>> GetAsync(Caller caller, string id, OrderQueries orders, CancellationToken cancellation) =>
        TypedResults.Ok(await orders.GetAsync(caller.GuestId, id, cancellation));

    private static async Task<Ok<PaymentOpened>> PayAsync(Caller caller, string id, PayOrder pay, CancellationToken cancellation) =>
        TypedResults.Ok(await pay.RunAsync(new Payer(caller.GuestId, caller.OpenId), id, cancellation));

    private static async Task<Ok<OrderView>> CancelAsync(
        Caller caller, string id, CancelOrder cancel, OrderQueries orders, CancellationToken cancellation)
    {
        await cancel.RunAsync(caller.GuestId, id, cancellation);
        return TypedResults.Ok(await orders.GetAsync(caller.GuestId, id, cancellation));
    }

    private static async Task<Ok<RefundQuote>> QuoteAsync(Caller caller, string id, RefundOrder refunds, CancellationToken cancellation) =>
        TypedResults.Ok(await refunds.QuoteAsync(caller.GuestId, id, cancellation));

    private static async Task<Created<RefundView>> RefundAsync(
        Caller caller,
        string id,
        RefundBody body,
        [FromHeader(Name = IdempotentAttempt.Header)] string? key,
        RefundOrder refunds,
        CancellationToken cancellation)
    {
        var seats = body.Seats ?? [];
        if (seats.Any(string.IsNullOrEmpty)) throw new Refusal(400, "malformed-request", "请选择要退的座位");
        var attempt = IdempotentAttempt.From(caller.GuestId, key, "refund-order " + id, seats);
        return TypedResults.Created($"/api/v1/orders/{id}", await refunds.RunAsync(caller.GuestId, id, seats, attempt, cancellation));
    }
}
