using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;
using CinemaCx.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.Sms;

public static class SmsModule
{
    /// <summary>SMS as the last way to reach staff (<see cref="IStaffChat"/>) and guests (<see cref="IGuestChannel"/>). Section <c>Sms</c> is checked when the host starts; while its SecretId is empty, no channel is registered.</summary>
    public static IServiceCollection AddSms(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        var section = configuration.GetSection(SmsOptions.Section);
        services.AddOptions<SmsOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmsOptions>, SmsOptionsValidation>();
        if (string.IsNullOrWhiteSpace(section[nameof(SmsOptions.SecretId)])) return services;

        // A message that may have left is not sent again by itself: whoever sends decides.
        services.AddPlatformHttp(SmsClient.HttpClientName, provider => Account(provider).Endpoint, PlatformHttp.NeverSent);
        services.AddSingleton(provider => new SmsClient(
            Account(provider), provider.GetRequiredService<IHttpClientFactory>().CreateClient(SmsClient.HttpClientName), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStaffChat, SmsChat>();
        services.AddSingleton<IGuestChannel, GuestSms>();
        return services;
    }

    private static SmsOptions Account(IServiceProvider provider) => provider.GetRequiredService<IOptions<SmsOptions>>().Value;
}
