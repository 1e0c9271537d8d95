using System.Collections.Frozen;
using CinemaCx.Connectors.Crypto;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>One platform certificate: its key and until when it counts.</summary>
internal sealed record PlatformCertificate(RsaKey Key, DateTimeOffset ExpiresAt);

/// <summary>
/// The platform's keys by serial number: the configured public key, and certificates that are downloaded on first need, then hourly, and once
/// more when an unknown serial number turns up.
/// </summary>
internal sealed class PlatformKeys(
    string publicKeyId, RsaKey? publicKey, PlatformCertificates certificates, TimeProvider time, ILogger logger)
{
    private const long SecondsUntilRefresh = 3600;
    private const long SecondsUntilNextAttempt = 60;

    // Anybody can send a notification with a made-up serial number; it must not make us flood the platform.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private const int LoadsPerWindow = 5;

    private readonly Lock _gate = new();
    private FrozenDictionary<string, PlatformCertificate> _known = FrozenDictionary<string, PlatformCertificate>.Empty;
    private Task? _loading;
    private long _refreshAt = long.MaxValue;
    private DateTimeOffset _windowStart = DateTimeOffset.MinValue;
    private int _loadsInWindow;

    /// <returns>The key, or null when the platform has no such serial number.</returns>
    /// <exception cref="Http.CommonException">The certificates cannot be loaded just now.</exception>
    public async ValueTask<RsaKey?> FindAsync(string serial, CancellationToken cancellation)
    {
        if (SerialNumber.IsPublicKeyId(serial))
            return serial == publicKeyId ? publicKey : null;
        if (SerialNumber.Normalise(serial) is not { } normalised)
            return null;

        if (Lookup(normalised) is { } key)
        {
            RefreshWhenDue();
            return key;
        }
        await ReloadAsync(respectWindow: true).WaitAsync(cancellation);
        return Lookup(normalised);
    }

    private RsaKey? Lookup(string normalised) =>
        Volatile.Read(ref _known).TryGetValue(normalised, out var certificate) && certificate.ExpiresAt > time.GetUtcNow() ? certificate.Key : null;

    private void RefreshWhenDue()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var due = Volatile.Read(ref _refreshAt);
        if (now >= due && Interlocked.CompareExchange(ref _refreshAt, now + SecondsUntilNextAttempt, due) == due)
            _ = RefreshQuietlyAsync();
    }

    private async Task RefreshQuietlyAsync()
    {
        try
        {
            await ReloadAsync(respectWindow: false);
        }
        catch (Exception e) when (e is Http.CommonException)
        {
            logger.LogWarning(e, "The certificates of WeChat Pay could not be refreshed; the known ones stay in use");
        }
    }

    /// <summary>
    /// Joins the load under way or starts one. When unknown serial numbers have caused enough of them for now, it is the last one's outcome again.
    /// </summary>
    private Task ReloadAsync(bool respectWindow)
    {
        lock (_gate)
        {
            if (_loading is { IsCompleted: false })
                return _loading;
            var now = time.GetUtcNow();
            if (now - _windowStart >= Window || now < _windowStart)
                (_windowStart, _loadsInWindow) = (now, 0);
            if (respectWindow && ++_loadsInWindow > LoadsPerWindow && _loading is not null)
                return _loading;

            // One caller's patience must not end the load for the others.
            return _loading = Task.Run(LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var present = Volatile.Read(ref _known);
        var loaded = await certificates.DownloadAsync(
            serial => SerialNumber.IsPublicKeyId(serial)
                ? serial == publicKeyId ? publicKey : null
                : SerialNumber.Normalise(serial) is { } normalised && present.TryGetValue(normalised, out var certificate) ? certificate.Key : null);
        Volatile.Write(ref _known, loaded.ToFrozenDictionary(StringComparer.Ordinal));
        Volatile.Write(ref _refreshAt, time.GetUtcNow().ToUnixTimeSeconds() + SecondsUntilRefresh);
        logger.LogInformation("WeChat Pay has {Count} certificates: {Serials}", loaded.Count, string.Join(", ", loaded.Keys));
    }
}
