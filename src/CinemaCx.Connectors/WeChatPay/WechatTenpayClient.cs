using System.Globalization;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChatPay.Models;
using Flurl.Http;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>
/// Client of WeChat Pay APIv3 for a direct merchant (pay.weixin.qq.com). Calls are extension methods <c>Execute…Async</c>; a business failure is an
/// answer, transport faults and untrustworthy answers throw (<see cref="CommonException"/>). Every success is verified before it is read. Safe for
/// many threads. The given HTTP client must sign its requests with <see cref="SigningHandler"/>.
/// </summary>
public sealed class WechatTenpayClient
{
    /// <summary>Name of its client at <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "wechatpay";

    /// <summary>How far the platform's timestamps may be from our clock.</summary>
    private const long ClockTolerance = 300;

    private readonly IFlurlClient _flurl;
    private readonly PlatformKeys _keys;
    private readonly TimeProvider _time;
    private readonly string? _serialToAnnounce;

    public WechatTenpayClient(
        WechatTenpayClientOptions options, WechatTenpayCredentials credentials, HttpClient http, TimeProvider time, ILogger<WechatTenpayClient> logger)
    {
        _time = time;
        Credentials = credentials;
        _flurl = FlurlCalls.CreateFlurlClient(http, options.Endpoint, options.Timeout);
        var publicKey = options.PlatformPublicKey.Length > 0 ? RsaKey.From(options.PlatformPublicKey) : null;
        _serialToAnnounce = options.PlatformAuthScheme == PlatformAuthScheme.PublicKey ? options.PlatformPublicKeyId : null;
        _keys = new PlatformKeys(
            options.PlatformPublicKeyId, publicKey, new PlatformCertificates(options.MerchantV3Secret, QueryCertificatesAsync, IsSignedBy), time, logger);
        MerchantV3Secret = options.MerchantV3Secret;
    }

    public WechatTenpayCredentials Credentials { get; }

    internal string MerchantV3Secret { get; }

    /// <param name="urlSegments">The path after the endpoint.</param>
    public IFlurlRequest CreateFlurlRequest(WechatTenpayRequest request, params object[] urlSegments)
    {
        var flurlRequest = _flurl.Request(urlSegments);
        if (request.Timeout is { } milliseconds)
            flurlRequest.WithTimeout(TimeSpan.FromMilliseconds(milliseconds));
        var serial = request.WechatpaySerialNumber ?? _serialToAnnounce;
        return serial is null ? flurlRequest : flurlRequest.WithHeader("Wechatpay-Serial", serial);
    }

    /// <summary>Sends a request without a body and verifies the answer.</summary>
    public async Task<T> SendFlurlRequestAsync<T>(IFlurlRequest flurlRequest, HttpMethod method, CancellationToken cancellationToken = default)
        where T : WechatTenpayResponse, new() =>
        await ReadAsync<T>(await flurlRequest.SendRawAsync(method, content: null, cancellationToken), cancellationToken);

    /// <summary>Sends a request with a JSON body, serialised once, and verifies the answer.</summary>
    public async Task<T> SendFlurlRequestAsJsonAsync<T>(
        IFlurlRequest flurlRequest, HttpMethod method, WechatTenpayRequest data, CancellationToken cancellationToken = default)
        where T : WechatTenpayResponse, new()
    {
        using var content = new JsonBytesContent(PlatformJson.Serialize<object>(data));
        return await ReadAsync<T>(await flurlRequest.SendRawAsync(method, content, cancellationToken), cancellationToken);
    }

    /// <summary>Whether a text came from the platform: known key, right signature, and not older or newer than five minutes.</summary>
    /// <param name="body">The raw bytes received.</param>
    /// <exception cref="CommonException">The platform's certificates cannot be loaded just now.</exception>
    public async ValueTask<bool> VerifySignatureAsync(
        string? timestamp, string? nonce, ReadOnlyMemory<byte> body, string? signature, string? serial, CancellationToken cancellationToken = default) =>
        !string.IsNullOrEmpty(serial) && IsPresent(timestamp, nonce, signature)
        && await _keys.FindAsync(serial, cancellationToken) is { } key && IsSignedBy(key, timestamp!, nonce!, body.Span, signature!);

    private async ValueTask<T> ReadAsync<T>(RawAnswer answer, CancellationToken cancellationToken) where T : WechatTenpayResponse, new()
    {
        var succeeded = answer.Status is >= 200 and < 300;
        var verified = answer.Status < 500 && await VerifySignatureAsync(
            answer.Header("Wechatpay-Timestamp"), answer.Header("Wechatpay-Nonce"), answer.Bytes,
            answer.Header("Wechatpay-Signature"), answer.Header("Wechatpay-Serial"), cancellationToken);
        if (succeeded && !verified)
            throw new WechatTenpayException(
                $"An answer with status {answer.Status} is not signed by WeChat Pay and counts as forged; request {answer.Header("Request-ID")}.");
        return Parse<T>(answer, verified);
    }

    private static T Parse<T>(RawAnswer answer, bool verified) where T : WechatTenpayResponse, new()
    {
        T response;
        try
        {
            response = answer.Bytes.Length == 0 ? new T() : PlatformJson.Deserialize<T>(answer.Bytes);
        }
        catch (CommonSerializationException) when (answer.Status >= 400)
        {
            // A page of some gateway in between.
            response = new T();
        }
        response.Raw = answer;
        response.IsSignatureVerified = verified;
        return response;
    }

    // The one call whose answer may only be verified after it has been read: it brings the keys.
    private async Task<QueryCertificatesResponse> QueryCertificatesAsync()
    {
        var flurlRequest = CreateFlurlRequest(new QueryCertificatesRequest(), "certificates");
        return Parse<QueryCertificatesResponse>(await flurlRequest.SendRawAsync(HttpMethod.Get, content: null, CancellationToken.None), verified: false);
    }

    private bool IsSignedBy(WechatTenpayResponse response, RsaKey key) =>
        IsPresent(response.WechatpayTimestamp, response.WechatpayNonce, response.WechatpaySignature)
        && IsSignedBy(key, response.WechatpayTimestamp!, response.WechatpayNonce!, response.GetRawBytes(), response.WechatpaySignature!);

    private bool IsSignedBy(RsaKey key, string timestamp, string nonce, ReadOnlySpan<byte> body, string signature) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(_time.GetUtcNow().ToUnixTimeSeconds() - seconds) <= ClockTolerance
        && key.Verify(SignedText.OfAnswer(timestamp, nonce, body), signature);

    private static bool IsPresent(string? timestamp, string? nonce, string? signature) =>
        !string.IsNullOrEmpty(timestamp) && !string.IsNullOrEmpty(nonce) && !string.IsNullOrEmpty(signature);
}
