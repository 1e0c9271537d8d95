using CinemaCx.Platform.Primitives;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Platform.Data;

/// <summary>Rows that have served their time.</summary>
/// <param name="Name">Kebab-case, for the log.</param>
/// <param name="Keep">How long they are kept after the moment the statement compares.</param>
/// <param name="Sql">A DELETE; <c>@before</c> is the present less <paramref name="Keep"/>, in Unix milliseconds.</param>
public sealed record HousekeepingRule(string Name, TimeSpan Keep, string Sql);

/// <summary>Clears away, once an hour, what every module says is no longer needed. Any number of instances may do it.</summary>
public sealed class Housekeeping(Database database, IEnumerable<HousekeepingRule> rules, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <returns>How many rows each rule removed.</returns>
    public async Task<IReadOnlyDictionary<string, int>> RunOnceAsync(CancellationToken cancellation)
    {
        var removed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            await using var db = await database.BeginAsync(cancellation);
            var before = (time.Now() - rule.Keep).ToUnixTimeMilliseconds();
            removed[rule.Name] = await db.ExecuteAsync(rule.Sql, cancellation, new DataParameter("before", before, LinqToDB.DataType.Int64));
            await db.CommitAsync(cancellation);
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, time, stoppingToken);
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Housekeeping did not finish; again in an hour");
            }
        }
    }
}

public static class HousekeepingRegistration
{
    /// <summary>Makes this process one of those that clear away.</summary>
    public static IServiceCollection AddHousekeeping(this IServiceCollection services) => services
        .AddSingleton<Housekeeping>()
        .AddHostedService(provider => provider.GetRequiredService<Housekeeping>());
}
