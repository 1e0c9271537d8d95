using System.Globalization;
using CinemaCx.Platform.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CinemaCx.Connectors.WeChat;

/// <summary>A token and until when it serves.</summary>
internal sealed record HeldToken(string Value, DateTimeOffset ExpiresAt);

/// <summary>
/// The token that all instances share through Redis. It only spares calls: every instance asking the platform by itself would be given the same
/// token, so nothing here may stop or delay a call for long.
/// </summary>
internal sealed class SharedAccessToken(string appId, RedisConnection? redis, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly RedisKey _key = $"wechat:{appId}:access-token";

    public async Task<HeldToken?> ReadAsync()
    {
        if (redis is null)
            return null;
        try
        {
            string? text = await redis.RunAsync(database => database.StringGetAsync(_key)).WaitAsync(Patience, TimeProvider.System);
            var cut = text?.IndexOf('|', StringComparison.Ordinal) ?? -1;
            return cut > 0 && long.TryParse(text.AsSpan(0, cut), NumberStyles.None, CultureInfo.InvariantCulture, out var expiresAt)
                ? new HeldToken(text![(cut + 1)..], DateTimeOffset.FromUnixTimeMilliseconds(expiresAt))
                : null;
        }
        catch (Exception e) when (IsAway(e))
        {
            logger.LogDebug(e, "The shared WeChat token could not be read; asking the platform instead");
            return null;
        }
    }

    public async Task WriteAsync(HeldToken token)
    {
        var left = token.ExpiresAt - time.GetUtcNow();
        if (redis is null || left <= TimeSpan.Zero)
            return;
        try
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{token.ExpiresAt.ToUnixTimeMilliseconds()}|{token.Value}");
            await redis.RunAsync(database => database.StringSetAsync(_key, text, left)).WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception e) when (IsAway(e))
        {
            logger.LogDebug(e, "The WeChat token could not be shared; other instances ask the platform themselves");
        }
    }

    private static bool IsAway(Exception e) => e is RedisUnavailableException or RedisException or TimeoutException;
}
