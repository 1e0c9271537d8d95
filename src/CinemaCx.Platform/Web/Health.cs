using CinemaCx.Platform.Data;
using CinemaCx.Platform.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Platform.Web;

/// <param name="Status"><c>up</c> or <c>down</c>.</param>
/// <param name="Database"><c>up</c> or <c>down</c>.</param>
/// <param name="Redis"><c>up</c> or <c>down</c>.</param>
public sealed record Readiness(string Status, string Database, string Redis);

public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: 200 when database and Redis answer, else 503 and which one does not.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("up")).ExcludeFromDescription();
        routes.MapGet("/health/ready", async (Database database, RedisConnection redis, CancellationToken cancellation) =>
        {
            var readiness = await CheckAsync(database, redis, cancellation);
            return Results.Json(readiness, statusCode: readiness.Status == "up" ? 200 : 503);
        }).ExcludeFromDescription();
    }

    /// <summary>Whether database and Redis answer, each within two seconds.</summary>
    public static async Task<Readiness> CheckAsync(Database database, RedisConnection redis, CancellationToken cancellation)
    {
        var databaseUp = IsUpAsync(database.PingAsync, cancellation);
        var redisUp = IsUpAsync(redis.PingAsync, cancellation);
        return new Readiness(Word(await databaseUp && await redisUp), Word(await databaseUp), Word(await redisUp));
    }

    private static string Word(bool up) => up ? "up" : "down";

    private static async Task<bool> IsUpAsync(Func<CancellationToken, Task> ping, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await ping(patience.Token).WaitAsync(patience.Token);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
