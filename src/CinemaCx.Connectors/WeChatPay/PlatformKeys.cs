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

    private readonly Lock gate = new();
    private FrozenDictionary<string, PlatformCertificate> known = FrozenDictionary<string, PlatformCertificate>.Empty;
    private Task? loading;
    private long refreshAt = long.MaxValue;
    private DateTimeOffset windowStart = DateTimeOffset.MinValue;
    private int loadsInWindow;

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
        await Load(respectWindow: true).WaitAsync(cancellation);
        return Lookup(normalised);
    }

    private RsaKey? Lookup(string normalised) =>
        Volatile.Read(ref known).TryGetValue(normalised, out var certificate) && certificate.ExpiresAt > time.GetUtcNow() ? certificate.Key : null;

    private void RefreshWhenDue()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var due = Volatile.Read(ref refreshAt);
        if (now >= due && Interlocked.CompareExchange(ref refreshAt, now + SecondsUntilNextAttempt, due) == due)
            _ = RefreshQuietlyAsync();
    }

    private async Task RefreshQuietlyAsync()
    {
        try
        {
            await Load(respectWindow: false);
        }
        catch (Exception e) when (e is Http.CommonException)
        {
            logger.LogWarning(e, "The certificates of WeChat Pay could not be refreshed; the known ones stay in use");
        }
    }

    /// <summary>
    /// Joins the load under way or starts one. When unknown serial numbers have caused enough of them for now, it is the last one's outcome again.
    /// </summary>
    private Task Load(bool respectWindow)
    {
        lock (gate)
        {
            if (loading is { IsCompleted: false })
                return loading;
            var now = time.GetUtcNow();
            if (now - windowStart >= Window || now < windowStart)
                (windowStart, loadsInWindow) = (now, 0);
            if (respectWindow && ++loadsInWindow > LoadsPerWindow && loading is not null)
                return loading;

            // One caller's patience must not end the load for the others.
            return loading = Task.Run(LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var present = Volatile.Read(ref known);
        var loaded = await certificates.DownloadAsync(
            serial => SerialNumber.IsPublicKeyId(serial)
                ? serial == publicKeyId ? publicKey : null
                : SerialNumber.Normalise(serial) is { } normalised && present.TryGetValue(normalised, out var certificate) ? certificate.Key : null);
        Volatile.Write(ref known, loaded.ToFrozenDictionary(StringComparer.Ordinal));
        Volatile.Write(ref refreshAt, time.GetUtcNow().ToUnixTimeSeconds() + SecondsUntilRefresh);
        logger.LogInformation("WeChat Pay has {Count} certificates: {Serials}", loaded.Count, string.Join(", ", loaded.Keys));
    }
}
