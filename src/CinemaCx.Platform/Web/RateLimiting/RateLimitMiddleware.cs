using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>Asks the limiter before the endpoint runs.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimiter limiter, RateLimitPolicies policies)
{
    private readonly ConcurrentDictionary<Endpoint, Limits> _known = new(ReferenceEqualityComparer.Instance);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<RateLimitMetadata>() is null) return next(context);
        var inForce = LimitsOf(endpoint).Policies;
        if (inForce.Length == 0) return next(context);

        var buckets = new RateLimitBucket[inForce.Length];
        for (var i = 0; i < inForce.Length; i++) buckets[i] = new RateLimitBucket(inForce[i], Caller(inForce[i].Scope, context, endpoint));

        return AskAsync(buckets, context);
    }

    private async Task AskAsync(RateLimitBucket[] buckets, HttpContext context)
    {
        var verdict = await limiter.TakeAsync(buckets);
        if (!verdict.Allowed) throw TooMany(verdict);
        await next(context);
    }

    private static Refusal TooMany(RateLimitVerdict verdict) => new(StatusCodes.Status429TooManyRequests, "too-many-requests", "操作太频繁，请稍后再试")
    {
        RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(verdict.RetryAfter.TotalSeconds))),
    };

    /// <summary>Looked up once per endpoint, and again when the settings have changed.</summary>
    private Limits LimitsOf(Endpoint endpoint)
    {
        var now = policies.Current;
        if (_known.TryGetValue(endpoint, out var limits) && ReferenceEquals(limits.Of, now)) return limits;
        var names = endpoint.Metadata.GetOrderedMetadata<RateLimitMetadata>().SelectMany(metadata => metadata.Policies);
        limits = new Limits(now, [.. names.Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => now.InForce.GetValueOrDefault(name)).OfType<RateLimitPolicy>()]);
        _known[endpoint] = limits;
        return limits;
    }

    private static string Caller(RateLimitScope scope, HttpContext context, Endpoint endpoint) => scope switch
    {
        RateLimitScope.Route => endpoint.DisplayName ?? "",
        RateLimitScope.Caller when context.Features.Get<ICallerFeature>()?.CallerId is { Length: > 0 } caller => caller,
        _ => Address(context.Connection.RemoteIpAddress),
    };

    private static string Address(IPAddress? address)
    {
        // The text of an address is kept by the address, and that by its connection: usually nothing is made here.
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6) return address?.ToString() ?? "nowhere";
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexStringLower(bytes[..8]);
    }

    private sealed record Limits(RateLimitPolicies.Snapshot Of, RateLimitPolicy[] Policies);
}
