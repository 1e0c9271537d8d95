using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Simulators.Shared;

/// <summary>Builds the bare web host of a simulator: nothing is read from the surrounding program's settings or environment.</summary>
internal static class SimulatorHost
{
    public static WebApplication Build(string url, DueQueue due)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => SimJson.Apply(json.SerializerOptions));
        builder.Services.AddHostedService(_ => due);
        var app = builder.Build();
        due.Log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CinemaCx.Simulators");
        app.UseRouting();
        return app;
    }
}
