using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Bench;

/// <summary>Kestrel and nothing else: one endpoint that sends the bytes of a file with the headers of the seat map, and one that reads what is posted and answers with the same bytes. The floor of HTTP on this machine.</summary>
internal static class BareServer
{
    public const string ETag = "\"0123456789abcdef\"";

    /// <summary>Prints its port and runs until it is told to stop.</summary>
    public static async Task<int> RunAsync(string bodyFile)
    {
        var body = await File.ReadAllBytesAsync(bodyFile);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapGet("/seats", (HttpContext context) =>
        {
            var (request, response) = (context.Request, context.Response);
            response.Headers.CacheControl = "public, no-cache";
            response.Headers.ETag = ETag;
            if (request.Headers.IfNoneMatch == ETag)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body).AsTask();
        });
        app.MapPost("/answers", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        });
        await app.StartAsync();
        await System.Console.Out.WriteLineAsync(new Uri(app.Urls.First()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await app.WaitForShutdownAsync();
        return 0;
    }
}
