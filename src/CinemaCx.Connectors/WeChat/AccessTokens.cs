using CinemaCx.Connectors.WeChat.Models;
using CinemaCx.Platform.Redis;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeChat;

/// <summary>
/// The mini-program's access token: asked for once however many callers wait, renewed before it runs out, shared between instances where Redis
/// is present. Page "获取稳定版接口调用凭据".
/// </summary>
public sealed class AccessTokens : IDisposable
{
    // The platform renews in the last five minutes and keeps old and new valid meanwhile.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenForced = TimeSpan.FromSeconds(30);

    private readonly WechatApiClient _client;
    private readonly SharedAccessToken _shared;
    private readonly TimeProvider _time;
    private readonly ILogger<AccessTokens> _logger;
    private readonly SemaphoreSlim _refresher = new(1, 1);

    private volatile Cached? _cached;
    private volatile Stop? _stopped;
    private DateTimeOffset _forcedAt = DateTimeOffset.MinValue;

    public AccessTokens(WechatApiClient client, TimeProvider time, ILogger<AccessTokens> logger, RedisConnection? redis = null)
    {
        _client = client;
        _time = time;
        _logger = logger;
        _shared = new SharedAccessToken(client.Credentials.AppId, redis, time, logger);
    }

    /// <summary>Calls with a token; when the platform says the token is no good, renews it once and calls once more.</summary>
    /// <exception cref="WechatApiException">No token is to be had.</exception>
    public async Task<T> CallAsync<T>(Func<string, Task<T>> call, CancellationToken cancellation) where T : WechatApiResponse
    {
        var token = await GetAsync(cancellation);
        var response = await Busy.RetryAsync(() => call(token), cancellation);
        if (response.ErrorCode is not (40001 or 40014 or 42001))
            return response;
        var renewed = await RenewAsync(token, cancellation);
        return await Busy.RetryAsync(() => call(renewed), cancellation);
    }

    /// <summary>The present token.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        if (_cached is not { } held || held.ExpiresAt <= now)
            return await ObtainAsync(failed: null, cancellation);
        if (held.RenewAt <= now)
            await RenewAheadAsync(held, cancellation);
        return (_cached ?? held).Value;
    }

    /// <summary>Another token than the one that failed; asks the platform only when nobody has done so already.</summary>
    public Task<string> RenewAsync(string failed, CancellationToken cancellation) => ObtainAsync(failed, cancellation);

    public void Dispose() => _refresher.Dispose();

    private async Task RenewAheadAsync(Cached held, CancellationToken cancellation)
    {
        // One caller renews; the others go on with the token that still holds.
        if (!await _refresher.WaitAsync(0, cancellation))
            return;
        try
        {
            if (ReferenceEquals(_cached, held))
                await FetchAsync(failed: null, cancellation);
        }
        catch (Exception e) when (e is Http.CommonException)
        {
            _logger.LogWarning(e, "The WeChat token could not be renewed ahead of time; it holds until {ExpiresAt}", held.ExpiresAt);
            _cached = held with { RenewAt = _time.GetUtcNow() + TimeSpan.FromSeconds(15) };
        }
        finally
        {
            _refresher.Release();
        }
    }

    private async Task<string> ObtainAsync(string? failed, CancellationToken cancellation)
    {
        await _refresher.WaitAsync(cancellation);
        try
        {
            // Somebody else may have renewed it while this caller waited.
            if (_cached is { } held && held.Value != failed && held.ExpiresAt > _time.GetUtcNow())
                return held.Value;
            return await FetchAsync(failed, cancellation);
        }
        finally
        {
            _refresher.Release();
        }
    }

    private async Task<string> FetchAsync(string? failed, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var other = await _shared.ReadAsync();
        if (other is not null && other.Value != failed && other.Value != _cached?.Value && other.ExpiresAt > now)
            return Keep(other);

        var token = await AskAsync(force: false, cancellation);
        if (token.Value == failed && now - _forcedAt >= BetweenForced)
        {
            // The platform gives out the very token that it refuses: only force replaces it, and force is rationed.
            _forcedAt = now;
            token = await AskAsync(force: true, cancellation);
        }
        Keep(token);
        await _shared.WriteAsync(token);
        return token.Value;
    }

    private string Keep(HeldToken token)
    {
        var left = token.ExpiresAt - _time.GetUtcNow();
        _cached = new Cached(token.Value, token.ExpiresAt, token.ExpiresAt - (left / 4 < Ahead ? left / 4 : Ahead));
        return token.Value;
    }

    private async Task<HeldToken> AskAsync(bool force, CancellationToken cancellation)
    {
        if (_stopped is { } stop && stop.Until > _time.GetUtcNow())
            throw new WechatApiException(stop.Message, stop.ErrorCode);

        var response = await Busy.RetryAsync(
            () => _client.ExecuteCgibinStableTokenAsync(new CgibinStableTokenRequest { ForceRefresh = force ? true : null }, cancellation), cancellation);
        if (response.IsSuccessful() && response.AccessToken is { Length: > 0 } token && response.ExpiresIn > 0)
        {
            _stopped = null;
            return new HeldToken(token, _time.GetUtcNow().AddSeconds(response.ExpiresIn));
        }

        var message = $"WeChat gave no access token to {_client.Credentials}: status {response.GetRawStatus()}, code {response.ErrorCode}, {response.ErrorMessage}";
        if (Rest(response.ErrorCode) is { } rest)
        {
            // Asking again cannot help before somebody changes something; asking on and on gets the app locked.
            _stopped = new Stop(message, response.ErrorCode, _time.GetUtcNow() + rest);
            _logger.LogError("{Message}. Check WeChat:AppId, WeChat:AppSecret and the white list of addresses; next attempt in {Rest}", message, rest);
        }
        throw new WechatApiException(message, response.ErrorCode);
    }

    private static TimeSpan? Rest(int errorCode) => errorCode switch
    {
        40001 or 40013 or 40125 or 40164 or 89503 => TimeSpan.FromMinutes(1),
        89507 => TimeSpan.FromHours(1),
        89506 => TimeSpan.FromHours(24),
        45009 or 45011 => TimeSpan.FromMinutes(1),
        _ => null,
    };

    private sealed record Cached(string Value, DateTimeOffset ExpiresAt, DateTimeOffset RenewAt);

    private sealed record Stop(string Message, int ErrorCode, DateTimeOffset Until);
}
