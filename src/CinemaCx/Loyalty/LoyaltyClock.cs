using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>Sees to it that the timers of the night and of the morning stand: they never end by themselves, but a new house has none yet.</summary>
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
                outbox.Schedule(script, TellOfGifts.Timer, new NoticesDue(), options.Value.NextNotices(time.Now()));
                await using var db = await database.BeginAsync(stoppingToken);
                await db.CommitAsync(script, stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The timers of the night and the morning could not be set; trying again in {Again}", Again);
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
