using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Connectors.Http;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>One connection of Stream mode, from its opening until it is over.</summary>
internal sealed class StreamConnection : IDisposable
{
    private const int LargestFrame = 1024 * 1024;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(5);

    // Beyond the ten seconds after which the platform closes a connection that it said goodbye on.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly TaskCompletionSource<bool> _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Task, bool> _handling = new();
    private readonly CancellationTokenSource _end = new();
    private readonly DingTalkDesk _desk;
    private readonly string _corpId;
    private readonly ILogger _logger;

    private StreamConnection(Uri address, DingTalkDesk desk, string corpId, ILogger logger)
    {
        (_desk, _corpId, _logger) = (desk, corpId, logger);
        _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        if (address.IsLoopback)
            _socket.Options.Proxy = null;
    }

    /// <summary>Ends with true when the platform says that this connection is to be replaced, with false when it broke.</summary>
    public Task<bool> Leaving => _leaving.Task;

    public static async Task<StreamConnection> ConnectAsync(Uri address, DingTalkDesk desk, string corpId, ILogger logger, CancellationToken cancellation)
    {
        var connection = new StreamConnection(address, desk, corpId, logger);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectPatience);
        try
        {
            await connection._socket.ConnectAsync(address, limit.Token);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Receives until the connection is over; what has begun by then is still answered where that is possible.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var farewell = stopping.Register(() => _ = FarewellAsync());
        try
        {
            while (await ReceiveAsync(_end.Token) is { } text)
                Take(text);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            if (!_end.IsCancellationRequested && !stopping.IsCancellationRequested)
                _logger.LogInformation("A stream connection of DingTalk broke: {Why}", e.Message);
        }
        finally
        {
            _leaving.TrySetResult(false);
            await Task.WhenAll(_handling.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CloseAsync();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _writer.Dispose();
        _end.Dispose();
    }

    // A receive that is cancelled breaks the socket, so what was pressed is answered first.
    private async Task FarewellAsync()
    {
        await Task.WhenAll(_handling.Keys).WaitAsync(AnswerPatience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync();
        EndAfter(ClosePatience);
    }

    private void EndAfter(TimeSpan time)
    {
        try
        {
            _end.CancelAfter(time);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }
    }

    private async Task<string?> ReceiveAsync(CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            whole.Write(buffer, 0, part.Count);
            if (whole.Length > LargestFrame)
                throw new WebSocketException(WebSocketError.Faulted, "A frame is larger than any that is expected.");
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
        }
    }

    // Frames are handled beside the receiving, so that a slow one holds up neither the ping nor the next press.
    private void Take(string text)
    {
        var handling = Task.Run(() => AnswerAsync(text));
        _handling[handling] = true;
        _ = handling.ContinueWith(done => _handling.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task AnswerAsync(string text)
    {
        StreamFrame frame;
        try
        {
            frame = JsonSerializer.Deserialize<StreamFrame>(text, PlatformJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            _logger.LogWarning(e, "A frame of DingTalk's stream cannot be read");
            return;
        }
        try
        {
            switch (frame.Type, frame.Headers?.Topic)
            {
                case ("SYSTEM", "ping"):
                    await AckAsync(frame, 200, frame.Data ?? "{}");
                    break;
                case ("SYSTEM", "disconnect"):
                    EndAfter(DrainPatience);
                    _leaving.TrySetResult(true);
                    break;
                case ("SYSTEM", _):
                    break;
                case ("EVENT", _):
                    await AckAsync(frame, 200, """{"status":"SUCCESS"}""");
                    break;
                case ("CALLBACK", DingTalkStream.CardTopic):
                    var press = DingTalkNews.Press(DingTalkNews.Parse(frame.Data), _corpId, frame.Headers!.MessageId ?? "");
                    await AckAsync(frame, 200, Response(await _desk.PressAsync(press)));
                    break;
                case ("CALLBACK", DingTalkStream.MessageTopic):
                    // Taken at once and answered before it is handled: the platform does not repeat a message, and waits for nothing.
                    var message = DingTalkNews.Message(DingTalkNews.Parse(frame.Data), _corpId);
                    await Task.WhenAll(AckAsync(frame, 200, """{"response":null}"""), _desk.TextAsync(message));
                    break;
                default:
                    await AckAsync(frame, 404, "{}");
                    break;
            }
        }
        catch (Refusal refusal)
        {
            _logger.LogWarning("A frame of DingTalk's stream was refused: {Code}", refusal.Code);
            await AckAsync(frame, 500, "{}");
        }
        catch (Exception e)
        {
            _logger.LogError(e, "A frame of DingTalk's stream could not be handled");
        }
    }

    private static string Response(CardCallbackAnswer answer) => Encoding.UTF8.GetString(PlatformJson.Serialize(new { response = answer }));

    private async Task AckAsync(StreamFrame frame, int code, string data)
    {
        var ack = PlatformJson.Serialize(new StreamAck(code, new StreamAckHeaders(frame.Headers?.MessageId), code == 200 ? "OK" : "", data));
        using var limit = new CancellationTokenSource(SendPatience);
        try
        {
            await _writer.WaitAsync(limit.Token);
            try
            {
                await _socket.SendAsync(ack, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            }
            finally
            {
                _writer.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            _logger.LogInformation("An answer to DingTalk's stream did not go out: {Why}", e.Message);
        }
    }

    private async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(ClosePatience);
        try
        {
            await _writer.WaitAsync(limit.Token);
            try
            {
                if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
            finally
            {
                _writer.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was over already.
        }
    }
}
