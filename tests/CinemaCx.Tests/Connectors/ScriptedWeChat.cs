using System.Collections.Concurrent;
using CinemaCx.Connectors;
using CinemaCx.Connectors.WeChat;
using CinemaCx.Members;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CinemaCx.Tests.Connectors;

/// <summary>The WeChat API as the tests need it: it hands out tokens and answers the rest as told.</summary>
internal sealed class ScriptedWeChat : IAsyncDisposable
{
    public const string AppId = "wxd678efh567hg6787";

    private ScriptedPlatform platform = null!;
    private ServiceProvider services = null!;
    private int tokens;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 8, 2, 34, 56, TimeSpan.Zero));

    public LoggedErrors Errors { get; } = new();

    public Func<Received, Answer> Script { get; set; } = _ => new Answer(404);

    /// <summary>What stable_token answers; by default another token each time.</summary>
    public Func<Received, Answer> Token { get; set; }

    public IWeChatAccount Account => services.GetRequiredService<IWeChatAccount>();

    public AccessTokens AccessTokens => services.GetRequiredService<AccessTokens>();

    public WechatApiClient Client => services.GetRequiredService<WechatApiClient>();

    public IEnumerable<Received> TokenCalls => platform.Requests.Where(request => request.Target == "/cgi-bin/stable_token");

    public IEnumerable<Received> Calls => platform.Requests.Where(request => request.Target != "/cgi-bin/stable_token");

    private ScriptedWeChat() => Token = _ => NewToken();

    public static async Task<ScriptedWeChat> StartAsync()
    {
        var wechat = new ScriptedWeChat();
        wechat.platform = await ScriptedPlatform.StartAsync(request =>
            Task.FromResult(request.Target == "/cgi-bin/stable_token" ? wechat.Token(request) : wechat.Script(request)));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WeChat:Endpoint"] = wechat.platform.Address,
            ["WeChat:AppId"] = AppId,
            ["WeChat:AppSecret"] = "secret",
        }).Build();
        wechat.services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(wechat.Errors))
            .AddSingleton<TimeProvider>(wechat.Time)
            .AddConnectors(configuration)
            .BuildServiceProvider();
        return wechat;
    }

    public Answer NewToken(int seconds = 7200) =>
        new(200, $$"""{"access_token":"token-{{Interlocked.Increment(ref tokens)}}","expires_in":{{seconds}}}""");

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await platform.DisposeAsync();
    }
}

/// <summary>Everything that was logged as an error.</summary>
internal sealed class LoggedErrors : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Lines.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
