using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Encrypts, signs and posts a notification once (doc 4012082053: the receiver has five seconds).</summary>
internal sealed class NotificationSender(PlatformKeys keys, Envelope envelope, TimeProvider time) : IDisposable
{
    private const int AtOnce = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = AtOnce,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<Attempt> SendAsync(Notification notification, Flaws flaws, CancellationToken stop)
    {
        // Waiting for a slot is the simulator's own shortage and must not eat the receiver's five seconds.
        await _slots.WaitAsync(stop);
        try
        {
            return await PostAsync(notification, flaws, stop);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private async Task<Attempt> PostAsync(Notification notification, Flaws flaws, CancellationToken stop)
    {
        var at = time.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            using var request = Write(notification, flaws, at);
            using var response = await _http.SendAsync(request, limit.Token);
            var body = await response.Content.ReadAsStringAsync(limit.Token);
            return new Attempt(at, (int)response.StatusCode, body.Length == 0 ? null : body, null, Elapsed(started));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Attempt(at, 0, null, "no answer within 5 s", Elapsed(started));
        }
        catch (HttpRequestException failure)
        {
            return new Attempt(at, 0, null, failure.Message, Elapsed(started));
        }
    }

    private static double Elapsed(long started) => Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2);

    private HttpRequestMessage Write(Notification notification, Flaws flaws, DateTimeOffset at)
    {
        var body = Body(notification, flaws);
        var key = keys.ForNotifications();
        var timestamp = (flaws.Stale ? at.AddMinutes(-10) : at).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = WireText.RandomText(32);
        var message = $"{timestamp}\n{nonce}\n{Encoding.UTF8.GetString(body)}\n";
        var request = new HttpRequestMessage(HttpMethod.Post, notification.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/4.0");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.TryAddWithoutValidation("Request-ID", "08" + WireText.RandomHex(30).ToUpperInvariant());
        if (flaws.Unsigned) return request;
        request.Headers.TryAddWithoutValidation("Wechatpay-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("Wechatpay-Nonce", nonce);
        request.Headers.TryAddWithoutValidation("Wechatpay-Serial", flaws.UnknownSerial ? WireText.RandomHex(40).ToUpperInvariant() : key.Serial);
        request.Headers.TryAddWithoutValidation("Wechatpay-Signature-Type", Authorization.Scheme);
        request.Headers.TryAddWithoutValidation("Wechatpay-Signature", Signature(message, key, flaws));
        return request;
    }

    private string Signature(string message, SigningKey key, Flaws flaws)
    {
        if (flaws.SignTest) return "WECHATPAY/SIGNTEST/" + keys.SignWrongly(message);
        return flaws.CorruptSignature ? keys.SignWrongly(message) : key.Sign(message);
    }

    private byte[] Body(Notification notification, Flaws flaws)
    {
        var resource = envelope.Seal(notification.Resource, notification.OriginalType);
        if (flaws.Tamper) resource = resource with { Ciphertext = Flip(resource.Ciphertext) };
        return PayJson.Bytes(new
        {
            notification.Id,
            CreateTime = WireText.Rfc3339(notification.CreatedAt),
            ResourceType = "encrypt-resource",
            notification.EventType,
            Summary = Summary(notification.EventType),
            Resource = new { notification.OriginalType, resource.Algorithm, resource.Ciphertext, resource.AssociatedData, resource.Nonce },
        });
    }

    // Signed with the right key but not what was encrypted: the tag of GCM must catch it.
    private static string Flip(string ciphertext)
    {
        var bytes = Convert.FromBase64String(ciphertext);
        bytes[0] ^= 1;
        return Convert.ToBase64String(bytes);
    }

    private static string Summary(string eventType) => eventType switch
    {
        "TRANSACTION.SUCCESS" => "支付成功",
        "REFUND.SUCCESS" => "退款成功",
        "REFUND.ABNORMAL" => "退款异常",
        _ => "退款关闭",
    };
}
