namespace CinemaCx.Standalone;

/// <summary>Where settings come from: <c>appsettings.json</c> where the command is given, the environment, the command line; the later wins.</summary>
internal static class HouseSettings
{
    public static IConfigurationRoot Read(string[] args) => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args, StandaloneOptions.Switches.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal))
        .Build();

    /// <summary>The embedded database of a data folder.</summary>
    public static string DatabaseIn(string folder) => Path.Combine(folder, "cinemacx.db");

    /// <summary>The embedded database these settings mean, where there is none; null where there is one, or the owner named another.</summary>
    public static string? MissingDatabase(IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(configuration["Database:ConnectionString"])) return null;
        var options = configuration.GetSection(StandaloneOptions.Section).Get<StandaloneOptions>() ?? new StandaloneOptions();
        var path = DatabaseIn(Path.GetFullPath(options.DataFolder));
        return File.Exists(path) ? null : path;
    }

    public static void Log(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console => console.SingleLine = true)
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("CinemaCx", LogLevel.Information);
}
