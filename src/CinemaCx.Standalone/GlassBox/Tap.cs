using System.Diagnostics;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>Lets the glass box see what passes a door or a simulated platform; it changes nothing on the way.</summary>
internal static class Tap
{
    /// <summary>Writes every call of a door into the book, also those that came from elsewhere than the glass box.</summary>
    public static void TapDoor(this WebApplication door, CallBook book, string place) => door.Use(async (context, next) =>
    {
        var began = Stopwatch.GetTimestamp();
        // Taken before anything is answered: routing may change it on the way.
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "/");
        var failed = true;
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            var status = failed ? StatusCodes.Status500InternalServerError : context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            if (!path.StartsWith("/health", StringComparison.Ordinal)) book.Add(place, method, path, status, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    });

    /// <summary>Tells when the house has called a platform; what it was is read from the platform's own list.</summary>
    public static void TapPlatform(this WebApplication platform, Action called) => platform.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (!context.Request.Path.StartsWithSegments("/_sim", StringComparison.Ordinal)) called();
        }
    });
}
