using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;
using CinemaCx.Messages;
using CinemaCx.Staff;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeCom;

public static class WeComServices
{
    /// <summary>
    /// WeCom behind <see cref="IStaffChat"/>, and <see cref="WeComCallbacks"/> for its door. Section <c>WeCom</c> is checked when the host starts; without
    /// a corp id nothing but the options is registered.
    /// </summary>
    public static IServiceCollection AddWeCom(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        var section = configuration.GetSection(WeComOptions.Section);
        services.AddOptions<WeComOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WeComOptions>, WeComOptionsValidation>();
        if (string.IsNullOrWhiteSpace(section[nameof(WeComOptions.CorpId)]))
            return services;

        // Whoever sends keeps the message and tries again: here only what never left this machine is repeated.
        services.AddPlatformHttp(WechatWorkClient.HttpClientName, provider => Account(provider).Endpoint, PlatformHttp.NeverSent);
        services.AddSingleton(provider =>
        {
            var account = Account(provider);
            return new WechatWorkClient(
                new WechatWorkClientOptions
                {
                    Endpoint = account.Endpoint,
                    CorpId = account.CorpId,
                    AgentId = account.AgentId,
                    AgentSecret = account.AgentSecret,
                    Timeout = account.Timeout,
                },
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(WechatWorkClient.HttpClientName));
        });
        services.AddSingleton<WeComTokens>();
        services.AddSingleton<IStaffChat, WeComChat>();
        services.AddSingleton<IGuestChannel, CustomerMessages>();
        services.AddSingleton<IStaffSignIn, WeComSignIn>();
        services.AddSingleton(provider => new WeComCallbacks(Account(provider), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static WeComOptions Account(IServiceProvider provider) => provider.GetRequiredService<IOptions<WeComOptions>>().Value;
}
