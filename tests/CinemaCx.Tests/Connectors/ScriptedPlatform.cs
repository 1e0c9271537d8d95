using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Tests.Connectors;

/// <summary>One request as it came over the wire.</summary>
internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What the other side answers. A null body with status 0 breaks the connection.</summary>
internal sealed record Answer(int Status, string Body = "", bool Signed = true)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static Answer Broken => new(0);
}

/// <summary>An outside world on a real socket that answers what a test tells it to, and keeps every byte it was sent.</summary>
internal sealed class ScriptedPlatform : IAsyncDisposable
{
    private readonly WebApplication host;

    private ScriptedPlatform(WebApplication host) => this.host = host;

    public string Address => host.Urls.Single();

    public ConcurrentQueue<Received> Requests { get; } = new();

    public static async Task<ScriptedPlatform> StartAsync(Func<Received, Task<Answer>> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var platform = new ScriptedPlatform(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var received = new Received(
                context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray());
            platform.Requests.Enqueue(received);
            var answer = await script(received);
            if (answer.Status == 0)
            {
                context.Abort();
                return;
            }
            context.Response.StatusCode = answer.Status;
            foreach (var (name, value) in answer.Headers)
                context.Response.Headers[name] = value;
            if (answer.Body.Length > 0)
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
        });
        await app.StartAsync();
        return platform;
    }

    public async ValueTask DisposeAsync() => await host.DisposeAsync();
}
