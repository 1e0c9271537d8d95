using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

/// <param name="Code">What <c>wx.login</c> gave; single use, five minutes.</param>
internal sealed record SignInBody(string? Code);

/// <param name="Code">What the phone-number button gave; single use, five minutes.</param>
internal sealed record PhoneBody(string? Code);

/// <param name="PhoneMask">The number with its middle hidden; null while none was left.</param>
internal sealed record MeView(string GuestId, string? PhoneMask, bool IsMember);

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapPost("/", BeginAsync).WithName("signIn").Limit(GuestLimits.SignIn, GuestLimits.SignInRoute)
            .WithSummary("Sign in with the code of wx.login").Refuses(400, 401, 403, 413, 415, 503);
        sessions.MapDelete("/current", EndAsync).WithName("signOut").Demand(GuestDemand.Live).WithSummary("Sign out").Refuses(401, 503);
    }

    public static void MapMe(this IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Me");
        me.MapGet("/", GetMeAsync).WithName("getMe").Demand(GuestDemand.Known).Limit(GuestLimits.Read).WithSummary("Who am I").Refuses(401);
        me.MapPut("/phone", BindPhoneAsync).WithName("bindPhone").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("Leave the phone number with the code of its button, and be a member").Refuses(400, 401, 413, 415, 422, 503);
    }

    private static async Task<Created<SignedIn>> BeginAsync(SignInBody body, SignIn signIn, CancellationToken cancellation) =>
        TypedResults.Created("/api/v1/me", await signIn.RunAsync(CodeOf(body.Code), cancellation));

    private static async Task<NoContent> EndAsync(Caller caller, GuestSessions sessions, CancellationToken cancellation)
    {
        await sessions.RevokeAsync(caller.Token, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<MeView>> GetMeAsync(Caller caller, Guests guests, CancellationToken cancellation)
    {
        var guest = await guests.FindAsync(caller.GuestId, cancellation) ?? throw MemberRefusals.SessionInvalid();
        return TypedResults.Ok(new MeView(guest.Id, guest.PhoneMask, guest.PhoneBoundAt is not null));
    }

    private static async Task<Ok<MeView>> BindPhoneAsync(Caller caller, PhoneBody body, BindPhone bind, CancellationToken cancellation) =>
        TypedResults.Ok(new MeView(caller.GuestId, await bind.RunAsync(caller.GuestId, CodeOf(body.Code), cancellation), IsMember: true));

    private static string CodeOf(string? code) =>
        string.IsNullOrWhiteSpace(code) || code.Length > 512 ? throw new Refusal(400, "code-required", "缺少授权码，请重试") : code;
}
