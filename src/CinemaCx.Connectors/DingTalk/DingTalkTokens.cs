using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>No token is to be had; what the platform said.</summary>
internal sealed class DingTalkTokenException(DingTalkResponse response) : CommonException("DingTalk gave no access token: " + response.Describe())
{
    public DingTalkResponse Response { get; } = response;
}

/// <summary>
/// The app's access token: asked for once however many callers wait. Every instance is given the same one by the platform, so there is nothing to share.
/// Page "获取企业内部应用的 accessToken".
/// </summary>
public sealed class DingTalkTokens(DingTalkClient client, TimeProvider time, ILogger<DingTalkTokens> logger) : IDisposable
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenErrors = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _refresher = new(1, 1);
    private volatile Held? _held;
    private Refused? _refused;
    private long? _toldAt;
    private long _silentAt;

    /// <summary>Calls with a token; when the platform says that it is no good, renews it once and calls once more.</summary>
    /// <exception cref="CommonException">No token is to be had, or a call broke.</exception>
    public async Task<T> CallAsync<T>(Func<string, Task<T>> call, CancellationToken cancellation) where T : DingTalkResponse
    {
        var token = await GetAsync(failed: null, cancellation);
        var response = await call(token);
        if (!response.RefusesToken)
            return response;
        return await call(await GetAsync(token, cancellation));
    }

    public void Dispose() => _refresher.Dispose();

    private async Task<string> GetAsync(string? failed, CancellationToken cancellation)
    {
        if (Good(failed) is { } ready)
            return ready;
        var came = TimeProvider.System.GetTimestamp();
        await _refresher.WaitAsync(cancellation);
        try
        {
            // Somebody else may have renewed it while this caller waited.
            return Good(failed) ?? await AskAsync(came, cancellation);
        }
        finally
        {
            _refresher.Release();
        }
    }

    private string? Good(string? failed) => _held is { } held && held.Value != failed && held.Until > time.GetUtcNow() ? held.Value : null;

    private async Task<string> AskAsync(long came, CancellationToken cancellation)
    {
        // Whoever waited while a call broke off does not wait through another one.
        if (_silentAt > came) throw new CommonHttpException("The call for an access token before this one broke off.");
        // Many callers in a queue must not ask a refusing platform one after the other. A platform is waited for in real time.
        if (_refused is { } refused && TimeProvider.System.GetElapsedTime(refused.At) < Rest)
            throw new DingTalkTokenException(refused.Response);

        AccessTokenResponse response;
        try
        {
            response = await client.GetAccessTokenAsync(cancellation);
        }
        catch (Exception e) when (e is CommonException or OperationCanceledException)
        {
            _silentAt = TimeProvider.System.GetTimestamp();
            throw;
        }

        if (response.IsSuccessful() && response is { AccessToken: { Length: > 0 } token, ExpireIn: > 0 })
        {
            var life = TimeSpan.FromSeconds(response.ExpireIn);
            _held = new Held(token, time.GetUtcNow() + life - (life / 4 < Ahead ? life / 4 : Ahead));
            _refused = null;
            return token;
        }

        _refused = new Refused(response, TimeProvider.System.GetTimestamp());
        Tell(response);
        throw new DingTalkTokenException(response);
    }

    private void Tell(DingTalkResponse response)
    {
        // Faults pass by themselves; wrong credentials need somebody, who is told once a minute.
        if (response.Status is not (400 or 401 or 403))
        {
            logger.LogWarning("DingTalk gave no access token: {Answer}", response.Describe());
            return;
        }
        if (_toldAt is { } at && TimeProvider.System.GetElapsedTime(at) < BetweenErrors)
            return;
        _toldAt = TimeProvider.System.GetTimestamp();
        logger.LogError("DingTalk gave no access token: {Answer}. Check DingTalk:AppKey and DingTalk:AppSecret", response.Describe());
    }

    private sealed record Held(string Value, DateTimeOffset Until);

    private sealed record Refused(DingTalkResponse Response, long At);
}
