using System.Reflection;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Platform.Web;

/// <summary>Runs a door as a program of its own: on PostgreSQL and Redis, or not at all and with one line that says why.</summary>
public static class DoorProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>Exit code: 0 after an orderly stop, 2 when something needed is missing or does not answer.</returns>
    public static async Task<int> RunAsync(WebApplication app, params Assembly[] schema)
    {
        if (await FindMissingAsync(app.Services) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 2;
        }

        try
        {
            await SchemaMigration.RunAsync(app.Services.GetRequiredService<Database>(), schema);
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, e.Failures));
            return 2;
        }
    }

    private static async Task<string?> FindMissingAsync(IServiceProvider services)
    {
        var database = services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString;
        if (string.IsNullOrWhiteSpace(database)) return Lacks(DatabaseOptions.Section, "a PostgreSQL connection string");
        if (Database.EngineOf(database) != DatabaseEngine.PostgreSql) return "A door by itself runs on PostgreSQL; SQLite is for CinemaCx.Standalone.";
        if (string.IsNullOrWhiteSpace(services.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString))
            return Lacks(RedisOptions.Section, "a Redis address such as localhost:6379");

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await services.GetRequiredService<Database>().PingAsync(patience.Token);
        }
        catch (Exception e)
        {
            return $"PostgreSQL does not answer (Database:ConnectionString): {e.Message}";
        }

        try
        {
            await services.GetRequiredService<RedisConnection>().PingAsync(patience.Token);
            return null;
        }
        catch (Exception e)
        {
            return $"Redis does not answer (Redis:ConnectionString): {e.InnerException?.Message ?? e.Message}";
        }
    }

    private static string Lacks(string section, string what) =>
        $"{section}:ConnectionString is missing: give {what} in appsettings.json or as {section}__ConnectionString in the environment.";
}
