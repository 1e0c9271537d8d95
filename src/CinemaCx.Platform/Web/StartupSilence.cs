using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Platform.Web;

/// <summary>
/// What stops a start is thrown to whoever starts, who tells it in one line. Until the door is open the host need not tell it as well, with a stack trace.
/// </summary>
internal sealed class StartupSilence
{
    private static readonly string[] Tellers = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private volatile bool _isOver;

    public static void AddTo(WebApplicationBuilder builder)
    {
        var silence = new StartupSilence();
        builder.Services.AddSingleton(silence);
        foreach (var teller in Tellers) builder.Logging.AddFilter(teller, level => level >= LogLevel.Warning && silence._isOver);
    }

    public static void EndsWithTheStartOf(WebApplication app)
    {
        var silence = app.Services.GetRequiredService<StartupSilence>();
        app.Lifetime.ApplicationStarted.Register(() => silence._isOver = true);
    }
}
