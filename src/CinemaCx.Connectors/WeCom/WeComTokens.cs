using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom.Models;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeCom;

/// <summary>
/// The application's access token, asked for once however many callers wait. The platform gives every instance the same token while it is valid, so
/// nothing is shared between them.
/// </summary>
public sealed class WeComTokens(WechatWorkClient client, TimeProvider time, ILogger<WeComTokens> logger) : IDisposable
{
    // Two thousand refusals within an hour close the door to this address for an hour: quick at first, because a wrong setting is mended while
    // somebody watches, then slow enough for four instances.
    private static readonly TimeSpan QuickPause = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan SlowPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan QuickFor = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _refresher = new(1, 1);
    private volatile Held? _held;
    private Stop? _stop;
    private long _silentAt;

    /// <summary>Calls with a token; when the platform says the token is no good, renews it once and calls once more.</summary>
    /// <exception cref="WechatWorkException">No token is to be had.</exception>
    public async Task<T> CallAsync<T>(Func<string, Task<T>> call, CancellationToken cancellation) where T : WechatWorkResponse
    {
        var token = await GetAsync(failed: null, cancellation);
        var response = await call(token);
        return IsAboutTheToken(response.ErrorCode) ? await call(await GetAsync(token, cancellation)) : response;
    }

    /// <summary>A token other than the one that failed.</summary>
    /// <exception cref="WechatWorkException">None is to be had.</exception>
    public async ValueTask<string> GetAsync(string? failed, CancellationToken cancellation)
    {
        if (Usable(failed) is { } held)
            return held;
        var came = TimeProvider.System.GetTimestamp();
        await _refresher.WaitAsync(cancellation);
        try
        {
            // Somebody else may have renewed it while this caller waited.
            return Usable(failed) ?? await AskAsync(came, cancellation);
        }
        finally
        {
            _refresher.Release();
        }
    }

    public void Dispose() => _refresher.Dispose();

    internal static bool IsAboutTheToken(int errorCode) => errorCode is 40014 or 42001 or 41001;

    private string? Usable(string? failed) => _held is { } held && held.Value != failed && held.Until > time.GetUtcNow() ? held.Value : null;

    private async Task<string> AskAsync(long came, CancellationToken cancellation)
    {
        // Whoever waited while a call broke off does not wait through another one.
        if (_silentAt > came) throw new CommonHttpException("The call for an access token before this one broke off.");
        if (_stop is { } stop && stop.Until > time.GetUtcNow())
            throw new WechatWorkException(stop.Message, stop.ErrorCode, stop.Until - time.GetUtcNow());

        CgibinGetTokenResponse response;
        try
        {
            response = await client.ExecuteCgibinGetTokenAsync(new CgibinGetTokenRequest(), cancellation);
        }
        catch (Exception e) when (e is CommonException or OperationCanceledException)
        {
            _silentAt = TimeProvider.System.GetTimestamp();
            throw;
        }

        if (response.IsSuccessful() && response.AccessToken is { Length: > 0 } token && response.ExpiresIn > 0)
        {
            _stop = null;
            _held = new Held(token, time.GetUtcNow().AddSeconds(response.ExpiresIn));
            return token;
        }

        _held = null;
        throw Refused(response);
    }

    private WechatWorkException Refused(CgibinGetTokenResponse response)
    {
        var message = $"WeCom gave no access token to {client.Credentials}: status {response.GetRawStatus()}, code {response.ErrorCode}, {response.ErrorMessage}";
        var now = time.GetUtcNow();
        var since = _stop is { } stop && stop.ErrorCode == response.ErrorCode ? stop.Since : now;
        if (Pause(response.ErrorCode, now - since) is not { } pause)
            return new WechatWorkException(message, response.ErrorCode);

        if (_stop is null || since == now)
            logger.LogError("{Message}. Check WeCom:CorpId, WeCom:AgentSecret and the application's trusted addresses", message);
        _stop = new Stop(message, response.ErrorCode, since, now + pause);
        return new WechatWorkException(message, response.ErrorCode, pause);
    }

    private static TimeSpan? Pause(int errorCode, TimeSpan refusedFor) => errorCode switch
    {
        40001 or 40013 or 40056 or 41002 or 41004 or 60020 or 301002 or 45009 => refusedFor < QuickFor ? QuickPause : SlowPause,
        _ => null,
    };

    private sealed record Held(string Value, DateTimeOffset Until);

    private sealed record Stop(string Message, int ErrorCode, DateTimeOffset Since, DateTimeOffset Until);
}
