using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.common;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Standalone;

/// <summary>
/// A server of the Redis protocol inside this process, listening on loopback only, so that one command is enough to
/// try the house. It has Lua and publish/subscribe; it has no streams and no passwords. When its memory is full the
/// oldest entries are forgotten.
/// </summary>
public sealed class EmbeddedRedis : IAsyncDisposable, IDisposable
{
    private readonly GarnetServer _server;
    private readonly bool _keeps;
    private int _stopped;

    private EmbeddedRedis(GarnetServer server, int port, bool keeps)
    {
        _server = server;
        _keeps = keeps;
        Port = port;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>What a client of StackExchange.Redis connects to.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts the server and returns when it listens.</summary>
    /// <param name="port">A port of 127.0.0.1; 0 picks a free one.</param>
    /// <param name="dataFolder">
    /// Where it keeps its log, to come back with the same data; a crash loses about the last second. Null keeps all in memory.
    /// </param>
    /// <param name="loggers">Receives the server's errors; its chatter is left out.</param>
    /// <exception cref="GarnetException">The port is taken.</exception>
    public static EmbeddedRedis Start(int port, string? dataFolder, ILoggerFactory loggers)
    {
        if (port != 0) return StartOn(port, dataFolder, loggers);
        // Between finding a free port and listening on it somebody else may take it.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return StartOn(FreePort(), dataFolder, loggers);
            }
            catch (GarnetException) when (attempt < 5)
            {
                // Another port, then.
            }
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        // Without this an orderly stop would lose the last second just as a crash does.
        if (_keeps) await _server.Store.CommitAOFAsync(CancellationToken.None);
        _server.Dispose();
    }

    private static EmbeddedRedis StartOn(int port, string? dataFolder, ILoggerFactory loggers)
    {
        var starting = new GarnetServer(Arguments(port, dataFolder), new ErrorsOnly(loggers));
        try
        {
            starting.Start();
            return new EmbeddedRedis(starting, port, dataFolder is not null);
        }
        catch
        {
            starting.Dispose();
            throw;
        }
    }

    private static string[] Arguments(int port, string? dataFolder)
    {
        List<string> arguments =
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "-q",
            // A script runs with its keys locked: without the transaction mode its commands may interleave with others'.
            "--lua", "--lua-transaction-mode",
            // Plain .NET file access: the native device wants a system library that many machines do not have.
            "--device-type", "RandomAccess",
            "--memory", "64m", "--page", "1m", "--segment", "64m", "--index", "1m", "--index-max-size", "16m",
        ];
        if (dataFolder is null) return [.. arguments];
        Directory.CreateDirectory(dataFolder);
        arguments.AddRange(
        [
            "--checkpointdir", dataFolder, "--recover",
            "--aof", "--aof-commit-freq", "1000", "--aof-page-size", "4m", "--aof-memory", "16m", "--aof-segment-size", "64m",
            // A checkpoint lets the log before it go.
            "--checkpoint-freq", "600",
        ]);
        return [.. arguments];
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class ErrorsOnly(ILoggerFactory inner) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) => new Filtered(inner.CreateLogger(categoryName));

        public void Dispose()
        {
            // The factory belongs to the host.
        }

        private sealed class Filtered(ILogger inner) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && inner.IsEnabled(logLevel);

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel)) inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
