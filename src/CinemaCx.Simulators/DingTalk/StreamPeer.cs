using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>One connection of the app, seen from the platform.</summary>
internal sealed class StreamPeer(int number, WebSocket socket, HashSet<string> topics, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _waiting = new(StringComparer.Ordinal);
    private volatile bool _leaving;

    public int Number { get; } = number;

    public string Id { get; } = Guid.NewGuid().ToString();

    public HashSet<string> Topics { get; } = topics;

    /// <summary>Frames sent that wanted an answer.</summary>
    public int Told { get; private set; }

    public bool IsOpen => !_leaving && socket.State == WebSocketState.Open;

    public async Task RunAsync(CancellationToken cut)
    {
        await SendAsync("SYSTEM", "CONNECTED", Guid.NewGuid().ToString(), "{}");
        try
        {
            while (await ReceiveAsync(cut) is { } text)
            {
                if (Wire.Object(Encoding.UTF8.GetBytes(text)) is not { } ack || ack.Member("headers")?.Text("messageId") is not { } id) continue;
                if (_waiting.TryRemove(id, out var waiting)) waiting.TrySetResult(ack);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // Cut, by whichever side.
        }
        finally
        {
            _leaving = true;
            foreach (var waiting in _waiting.Values) waiting.TrySetCanceled(CancellationToken.None);
            if (socket.State == WebSocketState.CloseReceived) await CloseAsync(TimeSpan.Zero);
        }
    }

    /// <summary>Sends a frame and waits for the answer under its message id; null when none came in time.</summary>
    public async Task<JsonElement?> AskAsync(string type, string topic, string data, TimeSpan patience)
    {
        var id = Guid.NewGuid().ToString("N");
        var waiting = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = waiting;
        Told++;
        try
        {
            await SendAsync(type, topic, id, data);
            return await waiting.Task.WaitAsync(patience, TimeProvider.System);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public async Task DisconnectAsync(TimeSpan drain)
    {
        _leaving = true;
        await SendAsync("SYSTEM", "disconnect", Guid.NewGuid().ToString("N"), DingTalkAnswers.Text(new { reason = "server is going to be updated" }));
        _ = CloseAsync(drain);
    }

    public void Cut()
    {
        _leaving = true;
        socket.Abort();
    }

    public void Dispose() => _writer.Dispose();

    private async Task CloseAsync(TimeSpan drain)
    {
        await Task.Delay(drain, TimeProvider.System);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "drained", CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Left before.
        }
    }

    private async Task<string?> ReceiveAsync(CancellationToken cut)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cut);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
        }
    }

    // In two parts: a client that takes the first for the whole is found out.
    private async Task SendAsync(string type, string topic, string messageId, string data)
    {
        var frame = DingTalkAnswers.Bytes(new
        {
            specVersion = "1.0",
            type,
            headers = new { topic, messageId, contentType = "application/json", time = time.GetUtcNow().ToUnixTimeMilliseconds(), connectionId = Id },
            data,
        });
        await _writer.WaitAsync();
        try
        {
            await socket.SendAsync(frame.AsMemory(0, frame.Length / 2), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync(frame.AsMemory(frame.Length / 2), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _writer.Release();
        }
    }
}
