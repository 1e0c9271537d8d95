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
    /// <summary>Exit code of a program that cannot begin until its operator has mended something.</summary>
    public const int CannotBegin = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="app">Built, not mapped: what is mapped may already need what is missing.</param>
    /// <param name="map">Maps the door.</param>
    /// <param name="schema">Where the steps of the schema are.</param>
    /// <returns>Exit code: 0 after an orderly stop, 2 when something needed is missing or does not answer.</returns>
    public static async Task<int> RunAsync(WebApplication app, Action<WebApplication> map, params Assembly[] schema)
    {
        await using var door = app;
        try
        {
            if (await FindMissingAsync(app.Services) is { } missing) return await StopAsync(missing);
            map(app);
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            await SchemaMigration.RunAsync(app.Services.GetRequiredService<Database>(), schema);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (Mendable(e) is not null)
        {
            return await StopAsync(Mendable(e)!);
        }
    }

    /// <summary>
    /// One line for what an operator can mend: a setting that makes no sense, a taken port, a folder that cannot be written. Null for everything else,
    /// which is a fault of the house and deserves its stack trace.
    /// </summary>
    public static string? Mendable(Exception e) => e switch
    {
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        // The configuration binder: "Failed to convert configuration value 'x' at 'Section:Key' to type …".
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => e.Message,
        ArgumentException { ParamName: "options" } => e.Message,
        IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException => e.Message,
        System.Data.Common.DbException => $"The database does not answer (Database:ConnectionString): {e.Message}",
        _ => null,
    };

    private static async Task<int> StopAsync(string line)
    {
        await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
        return CannotBegin;
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
