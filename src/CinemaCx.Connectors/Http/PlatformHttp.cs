using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Telemetry;

namespace CinemaCx.Connectors.Http;

/// <summary>The named HTTP clients of the platforms: pooled sockets, no cookies, no redirects, one quick second attempt where that is safe.</summary>
internal static class PlatformHttp
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    /// <param name="endpoint">The configured address, asked for when the handler is made.</param>
    /// <param name="mayRepeat">Which outcomes may be tried once more.</param>
    public static IHttpClientBuilder AddPlatformHttp(
        this IServiceCollection services, string name, Func<IServiceProvider, string> endpoint, Func<Outcome<HttpResponseMessage>, bool> mayRepeat)
    {
        var builder = services.AddHttpClient(name, http =>
        {
            // Flurl's timeout bounds the call, both attempts together.
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.MaxResponseContentBufferSize = LargestAnswer;
            http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("CinemaCx", "0.1.0"));
        });

        // Addresses carry app secrets and access tokens: the factory's own log of every request stays off.
        builder.RemoveAllLoggers();

        // The clients are singletons; connections are renewed by the socket handler, so that DNS changes are followed.
        builder.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = !new Uri(endpoint(provider)).IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ActivityHeadersPropagator = null,
        });

        // That a platform did not answer twice is no error by itself: whoever called says whether somebody must look.
        services.Configure<TelemetryOptions>(telemetry => telemetry.SeverityProvider = happened =>
            happened.Event.Severity > ResilienceEventSeverity.Warning ? ResilienceEventSeverity.Warning : happened.Event.Severity);
        builder.AddResilienceHandler("second-attempt", pipeline =>
        {
            // A network is waited for in real time, whatever the clock of the business says.
            pipeline.TimeProvider = TimeProvider.System;
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 1,
                BackoffType = DelayBackoffType.Constant,
                Delay = TimeSpan.FromMilliseconds(100),
                UseJitter = true,
                ShouldRetryAfterHeader = false,
                ShouldHandle = arguments => ValueTask.FromResult(mayRepeat(arguments.Outcome)),
            });
        });
        return builder;
    }

    /// <summary>Nothing reached the platform, so repeating cannot do a thing twice.</summary>
    public static bool NeverSent(Outcome<HttpResponseMessage> outcome) => outcome.Exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    /// <summary>For calls that the platform lets one repeat with the same body: a broken connection or a fault of its own.</summary>
    public static bool BrokenOrFaulty(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError };
}
