using Flurl.Http;

namespace CinemaCx.Connectors.Http;

/// <summary>Sends a Flurl request and keeps the answer raw; every status is an answer, only transport faults throw.</summary>
internal static class FlurlCalls
{
    public static IFlurlClient CreateFlurlClient(HttpClient http, string endpoint, int timeoutMilliseconds)
    {
        var client = new FlurlClient(http) { BaseUrl = endpoint };
        return client.Configure(settings =>
        {
            settings.AllowedHttpStatusRange = "*";
            settings.Timeout = TimeSpan.FromMilliseconds(timeoutMilliseconds);
        });
    }

    /// <exception cref="CommonHttpException">The connection broke, or no answer came in time (<see cref="CommonTimeoutException"/>).</exception>
    public static async Task<RawAnswer> SendRawAsync(
        this IFlurlRequest request, HttpMethod method, HttpContent? content, CancellationToken cancellation)
    {
        try
        {
            using var response = await request.SendAsync(method, content, cancellation);
            return new RawAnswer((int)response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (FlurlHttpException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (FlurlHttpTimeoutException e)
        {
            throw new CommonTimeoutException("The platform did not answer in time.", e.InnerException);
        }
        catch (FlurlHttpException e)
        {
            // Flurl's own message carries the address with its secrets in the query; only the cause is passed on.
            throw new CommonHttpException("The call to the platform failed: " + (e.InnerException?.Message ?? "no answer"), e.InnerException);
        }
    }
}
