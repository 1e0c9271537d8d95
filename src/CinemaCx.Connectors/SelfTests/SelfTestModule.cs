using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

public static class SelfTestModule
{
    /// <summary><see cref="SelfTest"/> over whatever connectors are registered. Section <c>SelfTest</c> is checked when the host starts.</summary>
    public static IServiceCollection AddSelfTest(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SelfTestOptions>().Bind(configuration.GetSection(SelfTestOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SelfTestOptions>, SelfTestOptionsValidation>();
        // Addresses carry signatures; a platform follows no redirect, and neither does this.
        services.AddHttpClient(OwnDoor.HttpClientName)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
        return services
            .AddSingleton<OwnDoor>()
            .AddSingleton<WeComSelfTest>()
            .AddSingleton<DingTalkSelfTest>()
            .AddSingleton<WeChatPushSelfTest>()
            .AddSingleton<WeChatSelfTest>()
            .AddSingleton<WeChatPaySelfTest>()
            .AddSingleton(p => new SelfTest(
                p.GetRequiredService<WeComSelfTest>(), p.GetRequiredService<DingTalkSelfTest>(), p.GetRequiredService<WeChatSelfTest>(), p.GetRequiredService<WeChatPaySelfTest>()));
    }
}
