using System.Text.Encodings.Web;
using System.Text.Json;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>Calls as they pass, as server-sent events: <c>event: calls</c> with an array, what is kept first.</summary>
internal static class LiveCalls
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="closing">An open stream must not hold up the house.</param>
    public static async Task RunAsync(HttpContext context, CallBook book, CancellationToken closing)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing);
        using var watch = book.Open();
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAsync(context, "calls", watch.Kept, both.Token);
            var more = watch.Coming.WaitToReadAsync(both.Token).AsTask();
            while (true)
            {
                if (await Task.WhenAny(more, Task.Delay(Heartbeat, both.Token)) != more)
                {
                    both.Token.ThrowIfCancellationRequested();
                    await context.Response.WriteAsync(": still here\n\n", both.Token);
                    continue;
                }

                if (!await more) return;
                var passed = new List<PassedCall>();
                while (watch.Coming.TryRead(out var call)) passed.Add(call);
                await WriteAsync(context, "calls", passed, both.Token);
                more = watch.Coming.WaitToReadAsync(both.Token).AsTask();
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // The page was closed, or the house is closing.
        }
    }

    private static async Task WriteAsync(HttpContext context, string name, IReadOnlyList<PassedCall> calls, CancellationToken cancellation)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(calls, Json)}\n\n", cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }
}
