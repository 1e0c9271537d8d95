using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Insights;

/// <summary>Has the days summed that are over: soon after the start, then once an hour.</summary>
public sealed class SalesDaysClock(SumSalesDays days, TimeProvider time, ILogger<SalesDaysClock> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(wait, time, stoppingToken);
                wait = Pause;
                await days.RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Days that are over were not all summed; again in {Pause}", Pause);
            }
        }
    }
}
