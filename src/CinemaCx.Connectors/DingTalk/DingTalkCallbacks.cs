using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>
/// What DingTalk tells by HTTP: checks who speaks, hands it on and gives the bytes to answer with (status 200, <c>application/json</c>).
/// Every method throws <see cref="Refusal"/>: 400 shape, 401 signature missing, wrong or too old, 403 another organisation, 413 too large.
/// </summary>
public sealed class DingTalkCallbacks(
    DingTalkDesk desk, IOptions<DingTalkOptions> options, TimeProvider time, ILogger<DingTalkCallbacks> logger)
{
    /// <summary>More than any callback holds.</summary>
    public const int LargestBody = 64 * 1024;

    // A robot's page demands an hour; the card's page gives no figure, and nobody needs to wait that long for a button.
    private static readonly TimeSpan MessageWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan PressWindow = TimeSpan.FromMinutes(5);

    private readonly CallbackCrypto? _events = options.Value.PushToken.Length == 0
        ? null
        : new CallbackCrypto(options.Value.PushToken, options.Value.PushEncodingAESKey, options.Value.AppKey);

    /// <summary>A button of a card (page "卡片事件回调"): headers <c>x-ddpaas-signature-timestamp</c> and <c>x-ddpaas-signature</c>.</summary>
    public async Task<byte[]> CardAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        var timestamp = headers["x-ddpaas-signature-timestamp"].ToString();
        Check(options.Value.CallbackSecret, timestamp, timestamp, headers["x-ddpaas-signature"].ToString(), PressWindow);
        Small(body);
        var press = DingTalkNews.Press(DingTalkNews.Parse(body), options.Value.CorpId, DedupeKey(timestamp, body.Span));
        return PlatformJson.Serialize(await desk.PressAsync(press));
    }

    /// <summary>A message to the robot (page "接收消息"): headers <c>timestamp</c> and <c>sign</c>.</summary>
    public async Task<byte[]> MessageAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        var timestamp = headers["timestamp"].ToString();
        Check(options.Value.AppSecret, timestamp, timestamp + "\n" + options.Value.AppSecret, headers["sign"].ToString(), MessageWindow);
        Small(body);
        await desk.TextAsync(DingTalkNews.Message(DingTalkNews.Parse(body), options.Value.CorpId));
        return "{}"u8.ToArray();
    }

    /// <summary>
    /// An event of the subscription (page "配置 HTTP 推送"), encrypted both ways. The address is proved by answering <c>check_url</c> like any other;
    /// the house needs no event yet, so all are only acknowledged.
    /// </summary>
    public byte[] Event(IQueryCollection query, ReadOnlyMemory<byte> body)
    {
        if (_events is null)
            throw new Refusal(404, "callback-not-configured", "未配置事件订阅");
        Small(body);
        var (timestamp, nonce) = (Either(query, "timestamp", "timeStamp"), query["nonce"].ToString());
        var sealedText = DingTalkNews.Text(DingTalkNews.Parse(body), "encrypt") ?? throw DingTalkNews.Malformed();
        if (!_events.IsGenuine(Either(query, "msg_signature", "signature"), timestamp, nonce, sealedText))
            throw Forged();
        try
        {
            var happened = DingTalkNews.Parse(_events.Decrypt(sealedText));
            logger.LogInformation("DingTalk tells of {EventType}", DingTalkNews.Text(happened, "EventType"));
        }
        catch (CryptographicException)
        {
            throw Forged();
        }

        var (now, answerNonce) = (time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), RandomNumberGenerator.GetHexString(16));
        var success = _events.Encrypt("success");
        return PlatformJson.Serialize(new { msg_signature = _events.Sign(now, answerNonce, success), timeStamp = now, nonce = answerNonce, encrypt = success });
    }

    private void Check(string secret, string timestamp, string signed, string signature, TimeSpan window)
    {
        if (secret.Length == 0 || signature.Length == 0 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt))
            throw Forged();
        var age = Math.Abs(time.GetUtcNow().ToUnixTimeMilliseconds() - (double)sentAt);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
        if (age > window.TotalMilliseconds || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(signature)))
            throw Forged();
    }

    private Refusal Forged()
    {
        logger.LogWarning("A callback that claims to come from DingTalk was refused: its signature does not hold");
        return new Refusal(401, "callback-forged", "签名校验失败");
    }

    private static void Small(ReadOnlyMemory<byte> body)
    {
        if (body.Length > LargestBody)
            throw new Refusal(413, "callback-too-large", "回调内容过大");
    }

    private static string Either(IQueryCollection query, string name, string other) =>
        query[name].ToString() is { Length: > 0 } value ? value : query[other].ToString();

    // Told again it has the same body under the same timestamp; a second press has another.
    private static string DedupeKey(string timestamp, ReadOnlySpan<byte> body) =>
        $"{timestamp}-{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}";
}
