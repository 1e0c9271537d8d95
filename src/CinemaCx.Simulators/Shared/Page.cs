using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.Shared;

/// <summary>The watching pages, built into the assembly; they ask nobody outside for anything.</summary>
internal static class Page
{
    public static IReadOnlyList<string> SharedFiles { get; } = ["sim.css", "sim.js"];

    public static IResult File(string name)
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The page {name} is not built into the simulator.");
        using var reader = new StreamReader(stream);
        return new PageResult(reader.ReadToEnd(), Kind(name));
    }

    private static string Kind(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };

    private sealed class PageResult(string text, string contentType) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = contentType;
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:";
            return httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
        }
    }
}
