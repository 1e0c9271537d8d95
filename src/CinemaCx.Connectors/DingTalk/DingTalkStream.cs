using System.Collections.Concurrent;
using System.Net.WebSockets;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>
/// Stream mode (page "Stream 模式, 协议接入"): a WebSocket that this side opens and over which presses and messages come. Of several connections of one app
/// each telling goes to one, at random, so any number of instances may run. When the platform announces that a connection ends, the next is
/// opened before the old one is left; a broken one is opened anew at once, a refused one after 1, 2, 4 … 60 seconds.
/// </summary>
public sealed class DingTalkStream(
    DingTalkClient client, DingTalkDesk desk, IOptions<DingTalkOptions> options, ILogger<DingTalkStream> logger) : BackgroundService
{
    internal const string CardTopic = "/v1.0/card/instances/callback";
    internal const string MessageTopic = "/v1.0/im/bot/messages/get";

    private static readonly string[] Topics = [MessageTopic, CardTopic];
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongLived = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamConnection, Task> _open = new();

    /// <summary>Whether the platform can tell anything now.</summary>
    public bool IsConnected => _open.Keys.Any(connection => !connection.Leaving.IsCompleted);

    /// <summary>Why the last attempt to connect failed; null once one worked.</summary>
    public string? LastError { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            if (await OpenAsync(stoppingToken) is { } connection)
            {
                _open[connection] = RunAsync(connection, stoppingToken);
                var announced = await connection.Leaving;
                if (TimeProvider.System.GetElapsedTime(began) >= (announced ? FirstPause : LongLived))
                    pause = TimeSpan.Zero;
            }

            await Task.Delay(Jittered(pause), TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        // Whatever was pressed is answered before the connections are left.
        await Task.WhenAll(_open.Values).WaitAsync(Goodbye, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<StreamConnection?> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            var place = await client.OpenConnectionAsync(Topics, cancellation);
            if (!place.IsSuccessful() || place is not { Endpoint: { Length: > 0 } endpoint, Ticket: { Length: > 0 } ticket })
            {
                Failed($"the gateway gave no ticket: status {place.Status}, code {place.ErrorCode}, {place.ErrorMessage}", place.Status is 400 or 401 or 403);
                return null;
            }
            var connection = await StreamConnection.ConnectAsync(new Uri($"{endpoint}?ticket={Uri.EscapeDataString(ticket)}"), desk, options.Value.CorpId, logger, cancellation);
            LastError = null;
            return connection;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is CommonException or WebSocketException or UriFormatException or OperationCanceledException or ArgumentException)
        {
            // The address carries the ticket: only the cause is said.
            Failed(e.Message, ours: false);
            return null;
        }
    }

    private async Task RunAsync(StreamConnection connection, CancellationToken cancellation)
    {
        try
        {
            await connection.RunAsync(cancellation);
        }
        finally
        {
            _open.TryRemove(connection, out _);
            connection.Dispose();
        }
    }

    private void Failed(string why, bool ours)
    {
        if (LastError != why)
            logger.Log(ours ? LogLevel.Error : LogLevel.Warning, "No connection to DingTalk's stream: {Why}", why);
        LastError = why;
    }

    private static TimeSpan Jittered(TimeSpan pause) => pause * (0.8 + Random.Shared.NextDouble() * 0.2);
}
