using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CinemaCx.Platform.Redis;

/// <summary>Registration of what this folder offers.</summary>
public static class RedisModule
{
    /// <summary>The connection and the signals, configured by the section <c>Redis</c>. Nothing connects before its first use.</summary>
    public static IServiceCollection AddRedis(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>().BindConfiguration(RedisOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisConnection>();
        services.TryAddSingleton<RedisSignal>();
        return services;
    }
}
