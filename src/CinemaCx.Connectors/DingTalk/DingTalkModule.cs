using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;
using CinemaCx.Staff;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

public static class DingTalkModule
{
    /// <summary>
    /// DingTalk as a way to reach staff (<see cref="IStaffChat"/>). Section <c>DingTalk</c> is checked when the host starts; while its AppKey is empty,
    /// nothing is registered.
    /// </summary>
    public static IServiceCollection AddDingTalk(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsOn(configuration))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DingTalkOptions>().Bind(configuration.GetSection(DingTalkOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DingTalkOptions>, DingTalkOptionsValidation>();
        services.AddPlatformHttp(DingTalkClient.HttpClientName, provider => Account(provider).Endpoint, PlatformHttp.NeverSent);
        services.AddSingleton(provider =>
            new DingTalkClient(Account(provider), provider.GetRequiredService<IHttpClientFactory>().CreateClient(DingTalkClient.HttpClientName)));
        services.AddSingleton<DingTalkTokens>();
        services.AddSingleton<DingTalkChat>();
        services.AddSingleton<IStaffSignIn, DingTalkSignIn>();
        services.AddSingleton<IStaffChat>(provider => provider.GetRequiredService<DingTalkChat>());
        return services;
    }

    /// <summary>
    /// What people do at DingTalk, for the one program that registers an <see cref="IDingTalkInbox"/>: <see cref="DingTalkCallbacks"/> for its
    /// endpoints, and in Stream mode the connection. A program that connects takes its share of all presses, so no other may. Comes after
    /// <see cref="AddDingTalk"/>; does nothing while the AppKey is empty.
    /// </summary>
    public static IServiceCollection AddDingTalkInbox(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsOn(configuration))
            return services;
        services.AddSingleton<DingTalkDesk>();
        services.AddSingleton<DingTalkCallbacks>();
        if (configuration.GetSection(DingTalkOptions.Section).GetValue(nameof(DingTalkOptions.CallbackMode), DingTalkCallbackMode.Stream) == DingTalkCallbackMode.Stream)
        {
            services.AddSingleton<DingTalkStream>();
            services.AddHostedService(provider => provider.GetRequiredService<DingTalkStream>());
        }
        else
        {
            services.AddHostedService<DingTalkCallbackRoute>();
        }
        return services;
    }

    private static bool IsOn(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration[$"{DingTalkOptions.Section}:{nameof(DingTalkOptions.AppKey)}"]);

    private static DingTalkOptions Account(IServiceProvider provider) => provider.GetRequiredService<IOptions<DingTalkOptions>>().Value;
}
