using System.Security.Cryptography;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChatPay.Events;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>
/// Verifies and opens notifications. The platform's probes, whose signature begins with <c>WECHATPAY/SIGNTEST/</c>, are wrong signatures like any
/// other: treating them specially would switch verification off.
/// </summary>
internal sealed class WeChatPayNotifications(
    WechatTenpayClient client, IOptions<WeChatPayOptions> options, ILogger<WeChatPayNotifications> logger)
{
    private readonly WeChatPayOptions _account = options.Value;

    public async Task<PaymentNotification> OpenAsync(
        IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!await IsGenuineAsync(headers, body, cancellation))
            throw new Refusal(401, "signature-invalid", "签名校验失败");
        try
        {
            return Open(body.Span);
        }
        catch (Exception e) when (e is CommonSerializationException or CryptographicException)
        {
            // Signed by the platform and still not readable: a wrong APIv3 key, or something new.
            logger.LogError(e, "A genuine notification of WeChat Pay could not be opened");
            throw Malformed();
        }
    }

    private async Task<bool> IsGenuineAsync(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        try
        {
            return await client.VerifySignatureAsync(
                Header(headers, "Wechatpay-Timestamp"), Header(headers, "Wechatpay-Nonce"), body,
                Header(headers, "Wechatpay-Signature"), Header(headers, "Wechatpay-Serial"), cancellation);
        }
        catch (CommonException e)
        {
            throw new PaymentGatewayUnavailableException("A notification cannot be verified just now: " + e.Message, e);
        }
    }

    private PaymentNotification Open(ReadOnlySpan<byte> body)
    {
        var notification = client.DeserializeEvent(body);
        if (notification.EventType.StartsWith("TRANSACTION.", StringComparison.Ordinal))
        {
            var resource = client.DecryptEventResource<TransactionResource>(notification);
            if (resource.View() is { } payment && resource.MerchantId == _account.MerchantId && resource.AppId == _account.AppId)
                return new PaymentNotification(notification.Id, payment, Refund: null);
        }
        else if (notification.EventType.StartsWith("REFUND.", StringComparison.Ordinal))
        {
            var resource = client.DecryptEventResource<RefundResource>(notification);
            if (resource.View() is { } refund && resource.MerchantId == _account.MerchantId)
                return new PaymentNotification(notification.Id, Payment: null, refund);
        }
        logger.LogError("A genuine notification {Id} of type {EventType} is not about a payment or refund of ours", notification.Id, notification.EventType);
        throw Malformed();
    }

    private static Refusal Malformed() => new(400, "malformed-notification", "通知内容无法识别");

    private static string? Header(IReadOnlyDictionary<string, string> headers, string name)
    {
        if (headers.TryGetValue(name, out var value))
            return value;

        // HTTP/2 brings names in lower case; not every dictionary given here looks past that.
        foreach (var (key, candidate) in headers)
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return candidate;
        return null;
    }
}
