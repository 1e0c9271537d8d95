using System.Globalization;
using CinemaCx.Connectors.Http;
using Flurl.Http;

namespace CinemaCx.Connectors.Sms;

/// <summary>Client of Tencent Cloud SMS. A business failure is an answer, only transport faults throw (<see cref="CommonException"/>).</summary>
internal sealed class SmsClient(SmsOptions account, HttpClient http, TimeProvider time)
{
    /// <summary>Name of its client at <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "sms";

    private const string Version = "2021-01-11";
    private const string ContentType = "application/json";

    private readonly IFlurlClient _flurl = FlurlCalls.CreateFlurlClient(http, account.Endpoint, account.Timeout);

    /// <exception cref="CommonException">Nothing came back that could be read.</exception>
    public async Task<SendSmsResponse> SendAsync(SendSmsRequest message, CancellationToken cancellation)
    {
        using var content = new JsonBytesContent(PlatformJson.Serialize(message));
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var signed = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = ContentType,
            ["host"] = new Uri(account.Endpoint).Authority,
            ["x-tc-action"] = "SendSms",
        };
        var request = _flurl.Request("/")
            .WithHeader("Authorization", Tc3Signature.Authorization(account.SecretId, account.SecretKey, "sms", "POST", "", signed, content.Bytes, timestamp))
            .WithHeader("X-TC-Action", "SendSms")
            .WithHeader("X-TC-Version", Version)
            .WithHeader("X-TC-Region", account.Region)
            .WithHeader("X-TC-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Client = _flurl;
        var answer = await request.SendRawAsync(HttpMethod.Post, content, cancellation);
        if (answer.Status != 200) throw new CommonHttpException(string.Create(CultureInfo.InvariantCulture, $"HTTP {answer.Status}"));
        return PlatformJson.Deserialize<SendSmsAnswer>(answer.Bytes).Response ?? throw new CommonSerializationException("The answer has no Response.");
    }
}
