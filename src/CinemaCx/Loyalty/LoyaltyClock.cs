using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>Sees to it that the night's timer stands: it never ends by itself, but a new house has none yet.</summary>
public sealed class LoyaltyClock(Database database, Outbox outbox, TimeProvider time, IOptions<LoyaltyOptions> options, ILogger<LoyaltyClock> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var script = new Script();
                outbox.Schedule(script, LoyaltyNight.Timer, new NightDue(), options.Value.NextNight(time.Now()));
                await using var db = await database.BeginAsync(stoppingToken);
                await db.CommitAsync(script, stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The night's timer could not be set; trying again in {Again}", Again);
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
