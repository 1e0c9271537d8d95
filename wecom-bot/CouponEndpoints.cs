using System.ComponentModel;
using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CinemaCx.WecomBot;

/// <param name="Reason">Why, as the guest reads it.</param>
internal sealed record GrantBody(string? GuestId, string? Reason);

/// <param name="GuestIds">Who gets one; who is named twice gets one.</param>
/// <param name="Reason">Why, as the guest reads it.</param>
internal sealed record BulkGrantBody(IReadOnlyList<string>? GuestIds, string? Reason);

/// <param name="Id">Where the report is.</param>
internal sealed record BulkGrantAccepted(string Id);

/// <param name="Code">What the guest's QR code says, or the code as she reads it out.</param>
/// <param name="CinemaId">Which counter; only of staff who work in all cinemas.</param>
internal sealed record HandOutBody(string? Code, string? CinemaId = null);

internal static class CouponEndpoints
{
    private const int LongestReason = 60;
    private const int LargestList = 1024 * 1024;

    private static readonly StaffRole[] Makers = [StaffRole.Marketing, StaffRole.Headquarters];
    private static readonly StaffRole[] Readers = [.. Makers, StaffRole.SiteManager, StaffRole.GeneralManager];

    public static void MapCoupons(this IEndpointRouteBuilder api)
    {
        var templates = api.MapGroup("/coupon-templates").WithTags("Coupons");
        templates.MapGet("/", ListAsync).WithName("listCouponTemplates").For(Readers).WithSummary("Offers, newest first, and what they cost so far").Refuses(400, 401, 403);
        templates.MapGet("/{id}", GetAsync).WithName("getCouponTemplate").For(Readers).WithSummary("One offer").Refuses(401, 403, 404);
        templates.MapPost("/", MakeAsync).WithName("makeCouponTemplate").For(Makers)
            .WithSummary("Make an offer; its terms never change").Refuses(400, 401, 403, 409, 413, 415, 422);
        templates.MapPost("/{id}/retirement", RetireAsync).WithName("retireCouponTemplate").For(Makers)
            .WithSummary("Issue none any more; those that are out stay good").Refuses(401, 403, 404);
        templates.MapPost("/{id}/grants", GrantAsync).WithName("grantCoupon").For(Readers)
            .WithSummary("Give one guest a coupon").Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        templates.MapPost("/{id}/bulk-grants", GrantToListAsync).WithName("grantCouponToList").For(Makers).WithMetadata(new RequestSizeLimitAttribute(LargestList))
            .WithSummary("Give every guest of a list a coupon; goes on by itself").Refuses(400, 401, 403, 404, 409, 413, 415, 422);

        api.MapGet("/coupon-bulk-grants/{id}", BulkAsync).WithName("getBulkGrant").WithTags("Coupons").For(Makers)
            .WithSummary("How far a list is, and who of it got none and why").Refuses(400, 401, 403, 404);
        api.MapGet("/coupons/{id}", CouponAsync).WithName("getCoupon").WithTags("Coupons").For(Readers)
            .WithSummary("One coupon: where it comes from and what happened to it").Refuses(401, 403, 404);
        api.MapPost("/coupons/{id}/revocation", RevokeAsync).WithName("revokeCoupon").WithTags("Coupons").For([.. Makers, StaffRole.GeneralManager])
            .WithSummary("Take back a coupon that was given by mistake and not used").Refuses(401, 403, 404, 409);
        api.MapPost("/coupon-redemptions", HandOutAsync).WithName("handOutCoupon").WithTags("Coupons")
            .For(StaffRole.Usher, StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Take a coupon at the counter and hand out what it is for; it works once").Refuses(400, 401, 403, 404, 409, 413, 415, 422);
    }

    private static async Task<Ok<IReadOnlyList<TemplateView>>> ListAsync(
        [Description("True: also those that are retired.")] bool? retired, CouponDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.ListAsync(retired ?? false, cancellation));

    private static async Task<Ok<TemplateView>> GetAsync(string id, CouponDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.GetAsync(id, cancellation));

    private static async Task<Created<TemplateView>> MakeAsync(
        StaffCaller caller, CouponTerms terms, MakeCouponTemplate make, CouponDesk desk, CancellationToken cancellation)
    {
        if (terms.Code is null || terms.Name is null) throw new Refusal(400, "malformed-request", "请填写编号和名称");
        var template = await make.RunAsync(terms, caller.Member, cancellation);
        return TypedResults.Created($"/api/v1/coupon-templates/{template.Id}", await desk.GetAsync(template.Id, cancellation));
    }

    private static async Task<Ok<TemplateView>> RetireAsync(
        StaffCaller caller, string id, RetireCouponTemplate retire, CouponDesk desk, CancellationToken cancellation)
    {
        await retire.RunAsync(id, caller.Member, cancellation);
        return TypedResults.Ok(await desk.GetAsync(id, cancellation));
    }

    private static async Task<Created<CouponFile>> GrantAsync(
        StaffCaller caller,
        string id,
        GrantBody body,
        [FromHeader(Name = IdempotentAttempt.Header)] string? key,
        GrantCoupon grant,
        CouponDesk desk,
        CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(body.GuestId) || body.GuestId.Contains('\0')) throw new Refusal(400, "malformed-request", "请选择观众");
        var name = IdempotentAttempt.From(caller.Member.EmployeeId, key, "grant-coupon", body).Key;
        var issued = await grant.RunAsync(caller.Member, id, body.GuestId, ReasonOf(body.Reason), name, cancellation);
        return TypedResults.Created($"/api/v1/coupons/{issued.CouponId}", await desk.CouponAsync(issued.CouponId, cancellation));
    }

    private static async Task<Accepted<BulkGrantAccepted>> GrantToListAsync(
        StaffCaller caller, string id, BulkGrantBody body, [FromHeader(Name = IdempotentAttempt.Header)] string? key, GrantToList grant, CancellationToken cancellation)
    {
        var guests = body.GuestIds ?? [];
        if (guests.Any(g => g is null || g.Length is 0 or > 64 || g.Contains('\0'))) throw new Refusal(400, "malformed-request", "观众名单有误");
        var attempt = IdempotentAttempt.From(caller.Member.EmployeeId, key, "bulk-grant " + id, body);
        var bulk = await grant.RunAsync(caller.Member, id, guests, ReasonOf(body.Reason), attempt, cancellation);
        return TypedResults.Accepted($"/api/v1/coupon-bulk-grants/{bulk}", new BulkGrantAccepted(bulk));
    }

    private static async Task<Ok<BulkReport>> BulkAsync(
        string id, [Description("As `next` of the page before; none begins.")] long? after, CouponDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.BulkAsync(id, after ?? 0, cancellation));

    private static async Task<Ok<CouponFile>> CouponAsync(string id, CouponDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.CouponAsync(id, cancellation));

    private static async Task<Ok<CouponFile>> RevokeAsync(StaffCaller caller, string id, RevokeCoupon revoke, CouponDesk desk, CancellationToken cancellation)
    {
        await desk.CouponAsync(id, cancellation);
        await revoke.RunAsync(id, caller.Member, cancellation);
        return TypedResults.Ok(await desk.CouponAsync(id, cancellation));
    }

    private static async Task<Ok<HandedOut>> HandOutAsync(StaffCaller caller, HandOutBody body, HandOutCoupon handOut, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(body.Code) || body.Code.Length > 64 || body.Code.Any(c => char.IsSurrogate(c) || c == '\0') || body.CinemaId?.Contains('\0') == true)
            throw new Refusal(400, "code-required", "请扫描券码");
        return TypedResults.Ok(await handOut.RunAsync(caller.Member, body.Code, body.CinemaId, cancellation));
    }

    private static string ReasonOf(string? reason)
    {
        var text = reason?.Trim() ?? "";
        return text.Length > LongestReason || text.Any(char.IsControl) ? throw new Refusal(400, "malformed-request", $"发放原因最多{LongestReason}个字") : text;
    }
}
