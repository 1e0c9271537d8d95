using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChat;
using CinemaCx.Connectors.WeChatPay;
using CinemaCx.Feedback;
using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Orders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors;

public static class ConnectorsModule
{
    /// <summary>
    /// The outside world behind the modules' ports. Sections <c>WeChat</c> and <c>WeChatPay</c> are checked when the host starts. Where the
    /// floor's <see cref="Platform.Redis.RedisConnection"/> is registered, instances share WeChat's access token.
    /// </summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        AddWeChat(services, configuration);
        AddServiceAccount(services, configuration);
        AddWeChatPay(services, configuration);
        return services;
    }

    private static void AddWeChat(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WeChatOptions>().Bind(configuration.GetSection(WeChatOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WeChatOptions>, WeChatOptionsValidation>();

        // A login or phone code is single-use: only what never left this machine is sent again.
        services.AddPlatformHttp(WechatApiClient.HttpClientName, provider => Options<WeChatOptions>(provider).Endpoint, PlatformHttp.NeverSent);
        services.AddSingleton(provider =>
        {
            var account = Options<WeChatOptions>(provider);
            return new WechatApiClient(
                new WechatApiClientOptions
                {
                    Endpoint = account.Endpoint,
                    AppId = account.AppId,
                    AppSecret = account.AppSecret,
                    Timeout = account.Timeout,
                },
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(WechatApiClient.HttpClientName));
        });
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<IWeChatAccount, WeChatAccount>();
        services.AddSingleton<ITextCheck, WeChatTextCheck>();
        services.AddSingleton<IGuestChannel, SubscribeMessages>();
        services.AddSingleton<IPlatformPush>(provider => Push(provider, PushAccount.Of(Options<WeChatOptions>(provider))));
    }

    private static void AddServiceAccount(IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(ServiceAccountOptions.Section);
        services.AddOptions<ServiceAccountOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceAccountOptions>, ServiceAccountOptionsValidation>();
        services.AddSingleton<IPlatformPush>(provider => Push(provider, PushAccount.Of(Options<ServiceAccountOptions>(provider))));
        if (string.IsNullOrWhiteSpace(section[nameof(ServiceAccountOptions.AppId)])) return;

        const string HttpClientName = "wechat-service-account";
        services.AddPlatformHttp(HttpClientName, provider => Options<ServiceAccountOptions>(provider).Endpoint, PlatformHttp.NeverSent);
        services.AddSingleton(provider =>
        {
            var account = Options<ServiceAccountOptions>(provider);
            var client = new WechatApiClient(
                new WechatApiClientOptions { Endpoint = account.Endpoint, AppId = account.AppId, AppSecret = account.AppSecret, Timeout = account.Timeout },
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName));
            return new ServiceAccount(client, new AccessTokens(
                client, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccessTokens>>(), provider.GetService<Platform.Redis.RedisConnection>()));
        });
        services.AddSingleton<IGuestChannel, TemplateMessages>();
    }

    private static WeChatPush Push(IServiceProvider provider, PushAccount account) =>
        new(account, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<WeChatPush>>());

    private static void AddWeChatPay(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WeChatPayOptions>().Bind(configuration.GetSection(WeChatPayOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WeChatPayOptions>, WeChatPayOptionsValidation>();

        services.AddSingleton(provider => ClientOptions(Options<WeChatPayOptions>(provider)));
        services.AddSingleton(provider => WechatTenpayCredentials.From(provider.GetRequiredService<WechatTenpayClientOptions>()));
        services.AddSingleton<RequestSigner>();
        services.AddPlatformHttp(WechatTenpayClient.HttpClientName, provider => Options<WeChatPayOptions>(provider).Endpoint, PlatformHttp.BrokenOrFaulty)
            .AddHttpMessageHandler(provider => new SigningHandler(provider.GetRequiredService<RequestSigner>()));
        services.AddSingleton(provider => new WechatTenpayClient(
            provider.GetRequiredService<WechatTenpayClientOptions>(),
            provider.GetRequiredService<WechatTenpayCredentials>(),
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(WechatTenpayClient.HttpClientName),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WechatTenpayClient>>()));
        services.AddSingleton<WeChatPayNotifications>();
        services.AddSingleton<IPaymentGateway, WeChatPayGateway>();
    }

    private static WechatTenpayClientOptions ClientOptions(WeChatPayOptions account) => new()
    {
        Endpoint = account.Endpoint,
        MerchantId = account.MerchantId,
        MerchantV3Secret = account.MerchantV3Secret,
        MerchantCertificateSerialNumber = account.MerchantCertificateSerialNumber,
        MerchantCertificatePrivateKey = account.MerchantCertificatePrivateKey,
        PlatformAuthScheme = account.PlatformAuthScheme,
        PlatformPublicKeyId = account.PlatformPublicKeyId,
        PlatformPublicKey = account.PlatformPublicKey,
        Timeout = account.Timeout,
    };

    private static T Options<T>(IServiceProvider provider) where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}
