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

    public static void Log(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console => console.SingleLine = true)
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("CinemaCx", LogLevel.Information);
}
