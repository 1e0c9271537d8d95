using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>What endpoints say about themselves: the names of their policies.</summary>
internal sealed record RateLimitMetadata(string[] Policies);

/// <summary>Registration of the rate limits and how endpoints ask for them.</summary>
public static class RateLimits
{
    /// <summary>Makes policies known; may be called by several parts, each with its own. Settings: section <c>RateLimits</c>.</summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, params RateLimitPolicy[] policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new LocalRateLimiter(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RateLimiter>();
        services.TryAddSingleton<RateLimitPolicies>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RateLimitCheck>());
        foreach (var policy in policies) services.AddSingleton(policy);
        return services;
    }

    /// <summary>
    /// Puts an endpoint, or all of a group, under these policies; what a group says adds to what its endpoints say. A name nobody
    /// registered stops the program at its start.
    /// </summary>
    public static TBuilder Limit<TBuilder>(this TBuilder builder, params string[] policies)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(policies);
        var metadata = new RateLimitMetadata(policies);
        builder.Add(endpoint =>
        {
            var known = endpoint.ApplicationServices.GetRequiredService<RateLimitPolicies>();
            foreach (var policy in policies) known.Demand(policy);
            endpoint.Metadata.Add(metadata);
            if (!endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(m => m.StatusCode == StatusCodes.Status429TooManyRequests))
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests, typeof(Problem), ["application/problem+json"]));
        });
        return builder;
    }

    /// <summary>
    /// Enforces the policies of the endpoint: throws the refusal 429 <c>too-many-requests</c>. Belongs after routing and after
    /// whatever sets <see cref="ICallerFeature"/>, and inside whatever translates refusals.
    /// </summary>
    public static IApplicationBuilder UseRateLimits(this IApplicationBuilder app)
    {
        // Settings that make no sense stop the program here, before it listens.
        _ = app.ApplicationServices.GetRequiredService<RateLimitPolicies>();
        return app.UseMiddleware<RateLimitMiddleware>();
    }
}
