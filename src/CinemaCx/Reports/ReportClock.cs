using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Reports;

/// <summary>Sees to it that the reports' timer stands: it never ends by itself, but a new house has none yet.</summary>
public sealed class ReportClock(
    Database database, Outbox outbox, ChineseFont font, TimeProvider time, IOptions<ReportOptions> options, ILogger<ReportClock> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await Task.Yield();
        // Said at the start, not on the morning when the picture is missing.
        font.Find();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = time.Now();
                var script = new Script();
                // What was due before the house began is nobody's report.
                outbox.Schedule(script, KeepReports.Timer, new ReportsDue(now), now);
                await using var db = await database.BeginAsync(stoppingToken);
                await db.CommitAsync(script, stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The reports' timer could not be set; trying again in {Again}", Again);
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
