using CinemaCx.Platform.Web.RateLimiting;

namespace CinemaCx.MiniProgramApi;

/// <summary>How often a guest or an address may do what. What is scarce or costs the platform a call is counted in Redis over all instances.</summary>
internal static class GuestLimits
{
    public const string SignIn = "sign-in";
    public const string SignInRoute = "sign-in-route";
    public const string Buy = "buy";
    public const string BuyAddress = "buy-address";
    public const string Read = "read";
    public const string Feedback = "feedback";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static readonly RateLimitPolicy[] All =
    [
        // A cinema's guests share one Wi-Fi address: an address gets far more than one guest.
        new(SignIn, 120, Minute, 60, RateLimitScope.Address, Shared: true),
        new(SignInRoute, 60_000, Minute, 5_000, RateLimitScope.Route, Shared: true),
        new(Buy, 30, Minute, 15, RateLimitScope.Caller, Shared: true),
        new(BuyAddress, 1_200, Minute, 300, RateLimitScope.Address, Shared: true),
        // Five hundred guests of one Wi-Fi, each with a tap for the stars and one for the rest.
        new(Feedback, 1_000, TimeSpan.FromMinutes(10), 500, RateLimitScope.Address, Shared: true),
        // Looking is cheap and served from memory; each instance counts for itself, without a round trip.
        new(Read, 1_200, Minute, 300, RateLimitScope.Address, Shared: false),
    ];
}
