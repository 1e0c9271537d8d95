using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Connectors;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Orders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CinemaCx.Tests.Connectors;

/// <summary>
/// WeChat Pay as the tests need it: it checks the merchant's signature on every request, serves its certificate sealed, and signs what a test lets it
/// answer. Its certificate has a serial number with a leading zero byte.
/// </summary>
internal sealed class ScriptedPay : IAsyncDisposable
{
    public const string Mchid = "1900007291";
    public const string AppId = "wxd678efh567hg6787";
    public const string V3Secret = "b302fd4719dd26523d555e6fe392b91a";
    public const string Serial = "D7CE59D1F522D701";
    public const string PublicKeyId = "PUB_KEY_ID_0000000000000024101100397200000006";
    public const string NotifyUrl = "https://cinema.example/callbacks/wechat-pay";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly RsaKey PlatformKey = RsaKey.From(Vectors.Pem("wechatpay_go_test_key"));
    private static readonly RsaKey MerchantKey = RsaKey.From(Vectors.Pem("official_test_key"));

    private ScriptedPlatform platform = null!;
    private ServiceProvider services = null!;
    private bool publicKeyMode;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 8, 2, 34, 56, TimeSpan.Zero));

    /// <summary>What the platform answers to anything but the certificates.</summary>
    public Func<Received, Answer> Script { get; set; } = _ => new Answer(404);

    public Func<Answer> Certificates { get; set; } = () => new Answer(200, CertificateList());

    public IPaymentGateway Gateway => services.GetRequiredService<IPaymentGateway>();

    public IEnumerable<Received> Requests => platform.Requests.Where(request => request.Target != "/v3/certificates");

    public int CertificateLoads => platform.Requests.Count(request => request.Target == "/v3/certificates");

    public static async Task<ScriptedPay> StartAsync(bool publicKeyMode = false, int timeout = 5000)
    {
        var pay = new ScriptedPay { publicKeyMode = publicKeyMode };
        pay.platform = await ScriptedPlatform.StartAsync(pay.AnswerAsync);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WeChatPay:Endpoint"] = pay.platform.Address + "/v3",
            ["WeChatPay:MerchantId"] = Mchid,
            ["WeChatPay:MerchantV3Secret"] = V3Secret,
            ["WeChatPay:MerchantCertificateSerialNumber"] = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
            ["WeChatPay:MerchantCertificatePrivateKey"] = Vectors.Pem("official_test_key"),
            ["WeChatPay:AppId"] = AppId,
            ["WeChatPay:NotifyUrl"] = NotifyUrl,
            ["WeChatPay:PlatformAuthScheme"] = publicKeyMode ? "PublicKey" : "Certificate",
            ["WeChatPay:PlatformPublicKeyId"] = publicKeyMode ? PublicKeyId : "",
            ["WeChatPay:PlatformPublicKey"] = publicKeyMode ? Vectors.Pem("wechatpay_go_test_cert") : "",
            ["WeChatPay:Timeout"] = timeout.ToString(CultureInfo.InvariantCulture),
        }).Build();
        pay.services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(pay.Time).AddConnectors(configuration).BuildServiceProvider();
        return pay;
    }

    /// <summary>The headers of a text that the platform signs now.</summary>
    public Dictionary<string, string> Sign(string body, string? serial = null, TimeSpan ago = default)
    {
        var timestamp = (Time.GetUtcNow() - ago).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Wechatpay-Timestamp"] = timestamp,
            ["Wechatpay-Nonce"] = "d824f2e086d3c1df967785d13fcd22ef",
            ["Wechatpay-Signature"] = PlatformKey.Sign(Encoding.UTF8.GetBytes($"{timestamp}\nd824f2e086d3c1df967785d13fcd22ef\n{body}\n")),
            ["Wechatpay-Serial"] = serial ?? (publicKeyMode ? PublicKeyId : Serial),
        };
    }

    public static string Notification(string eventType, object resource)
    {
        const string nonce = "fdasflkja484";
        return JsonSerializer.Serialize(new
        {
            id = "EV-2018022511223320873",
            create_time = "2026-06-08T10:34:56+08:00",
            resource_type = "encrypt-resource",
            event_type = eventType,
            summary = "支付成功",
            resource = new
            {
                original_type = eventType.StartsWith("REFUND", StringComparison.Ordinal) ? "refund" : "transaction",
                algorithm = "AEAD_AES_256_GCM",
                ciphertext = Seal(JsonSerializer.Serialize(resource, Relaxed), nonce, ""),
                nonce,
            },
        }, Relaxed);
    }

    public static string CertificateList(string? secret = null)
    {
        const string nonce = "61f9c719728a";
        return JsonSerializer.Serialize(new
        {
            data = new[]
            {
                new
                {
                    serial_no = Serial,
                    effective_time = "2021-04-27T16:55:23+08:00",
                    expire_time = "2031-04-25T16:55:23+08:00",
                    encrypt_certificate = new
                    {
                        algorithm = "AEAD_AES_256_GCM",
                        nonce,
                        associated_data = "certificate",
                        ciphertext = Seal(Vectors.Pem("wechatpay_go_test_cert"), nonce, "certificate", secret),
                    },
                },
            },
        }, Relaxed);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await platform.DisposeAsync();
    }

    private Task<Answer> AnswerAsync(Received request)
    {
        var answer = IsSignedByMerchant(request)
            ? request.Target == "/v3/certificates" ? Certificates() : Script(request)
            : new Answer(401, """{"code":"SIGN_ERROR","message":"签名错误"}""");
        if (answer.Signed && answer.Status != 0)
            foreach (var (name, value) in Sign(answer.Body))
                answer.Headers.TryAdd(name, value);
        return Task.FromResult(answer);
    }

    private static bool IsSignedByMerchant(Received request)
    {
        const string scheme = "WECHATPAY2-SHA256-RSA2048 ";
        var header = request.Headers["Authorization"];
        if (!header.StartsWith(scheme, StringComparison.Ordinal))
            return false;
        var parts = header[scheme.Length..].Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1].Trim('"'));
        byte[] message =
        [
            .. Encoding.UTF8.GetBytes($"{request.Method}\n{request.Target}\n{parts["timestamp"]}\n{parts["nonce_str"]}\n"), .. request.Body, (byte)'\n',
        ];
        return parts["mchid"] == Mchid && MerchantKey.Verify(message, parts["signature"]);
    }

    private static string Seal(string text, string nonce, string associatedData, string? secret = null)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[plain.Length + 16];
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(secret ?? V3Secret), 16);
        aes.Encrypt(Encoding.UTF8.GetBytes(nonce), plain, bytes.AsSpan(0, plain.Length), bytes.AsSpan(plain.Length), Encoding.UTF8.GetBytes(associatedData));
        return Convert.ToBase64String(bytes);
    }
}
