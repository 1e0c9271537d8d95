using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>
/// Builds all endpoints as soon as they are mapped, so that one naming an unknown policy stops the start and not the first guest.
/// </summary>
internal sealed class RateLimitCheck(EndpointDataSource endpoints) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _ = endpoints.Endpoints.Count;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
