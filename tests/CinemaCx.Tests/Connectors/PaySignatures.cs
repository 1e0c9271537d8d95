using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Connectors.WeChatPay;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Signatures and seals of WeChat Pay.</summary>
public partial class PaySignatures
{
    public static TheoryData<string> ToSign => Vectors.OfKind("rsa-sha256-sign");

    public static TheoryData<string> ToVerify => Vectors.OfKind("rsa-sha256-verify");

    public static TheoryData<string> Sealed => Vectors.OfKind("aes-gcm");

    [Theory, MemberData(nameof(ToSign))]
    public void Equal_the_published_ones(string id)
    {
        var key = RsaKey.From(Vectors.Pem(Vectors.Input(id, "private_key")));
        var message = Encoding.UTF8.GetBytes(Vectors.Input(id, "message"));
        Assert.Equal(Vectors.Expected(id, "signature"), key.Sign(message));
        Assert.True(key.Verify(message, Vectors.Expected(id, "signature")));
    }

    [Theory]
    [InlineData("wxpay-sign-GET-refund-query")]
    [InlineData("wxpay-sign-POST-jsapi-prepay")]
    [InlineData("wxpay-sign-image-upload-meta")]
    public void Of_requests_are_built_from_the_parts_of_the_request(string id)
    {
        var lines = Vectors.Input(id, "message").Split('\n', 5);
        var body = Encoding.UTF8.GetBytes(lines[4][..^1]);
        var credentials = new WechatTenpayCredentials(
            Vectors.Input(id, "mchid"), Vectors.Input(id, "serial_no"), RsaKey.From(Vectors.Pem("official_test_key")));

        var header = new RequestSigner(credentials, TimeProvider.System).Authorize(
            lines[0], lines[1], body, long.Parse(lines[2], CultureInfo.InvariantCulture), lines[3]);

        var parts = HeaderPart().Matches(header).ToDictionary(part => part.Groups[1].Value, part => part.Groups[2].Value);
        Assert.Equal(Vectors.Expected(id, "signature"), parts["signature"]);
        Assert.Equal(Vectors.Input(id, "mchid"), parts["mchid"]);
        Assert.Equal(Vectors.Input(id, "serial_no"), parts["serial_no"]);
        Assert.Equal((lines[2], lines[3]), (parts["timestamp"], parts["nonce_str"]));
    }

    [Theory, MemberData(nameof(ToVerify))]
    public void Of_the_platform_hold_and_break_with_one_byte(string id)
    {
        var key = RsaKey.From(Vectors.Pem(Vectors.Input(id, "public_key")));
        var message = Encoding.UTF8.GetBytes(Vectors.Input(id, "message"));
        var signature = Vectors.Input(id, "signature");
        Assert.True(key.Verify(message, signature));
        message[^5] ^= 1;
        Assert.False(key.Verify(message, signature));
    }

    [Theory, InlineData(""), InlineData("WECHATPAY/SIGNTEST/abc"), InlineData("不是签名"), InlineData("AAAA")]
    public void That_are_no_signatures_are_false_and_nothing_worse(string signature) =>
        Assert.False(RsaKey.From(Vectors.Pem("official_verify_pubkey")).Verify("text"u8, signature));

    [Theory, MemberData(nameof(Sealed))]
    public void Sealed_texts_open(string id)
    {
        var key = Encoding.UTF8.GetBytes(Vectors.Input(id, "key"));
        var plain = AesGcmText.Decrypt(key, Vectors.Input(id, "nonce"), Vectors.Input(id, "aad"), Vectors.Input(id, "ciphertext"));
        Assert.Equal(Vectors.Expected(id, "plaintext"), Encoding.UTF8.GetString(plain));
    }

    [Fact]
    public void The_secured_wechat_api_opens_with_its_separate_tag()
    {
        const string id = "wechat-api-secure-gcm";
        byte[] Bytes(string name) => Convert.FromBase64String(Vectors.Input(id, name));
        var plain = AesGcmText.Decrypt(
            Bytes("key_b64"), Bytes("nonce_b64"), Encoding.UTF8.GetBytes(Vectors.Input(id, "aad")), [.. Bytes("data_b64"), .. Bytes("tag_b64")]);
        Assert.Equal(Vectors.Expected(id, "plaintext"), Encoding.UTF8.GetString(plain));
    }

    [Fact]
    public void Every_kind_of_published_vector_is_tested()
    {
        string[] tested =
        [
            "wxbizmsgcrypt-decrypt", "wxbizmsgcrypt-encrypt", "wxbizmsgcrypt-signature", "sha1(rawData+session_key)", "hmac_sha256(body, session_key)",
            "aes-128-cbc", "aes-256-gcm", "aes-gcm", "rsa-sha256-sign", "rsa-sha256-verify",
        ];
        Assert.Empty(Vectors.Kinds.Except(tested));
        Assert.Equal(17, Vectors.Count);
    }

    [Fact]
    public void Are_the_same_from_many_threads_at_once()
    {
        var key = RsaKey.From(Vectors.Pem("official_test_key"));
        var message = Encoding.UTF8.GetBytes(Vectors.Input("wxpay-paysign-official-key-DERIVED", "message"));
        var signatures = new string[256];
        Parallel.For(0, signatures.Length, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i => signatures[i] = key.Sign(message));
        Assert.Equal([Vectors.Expected("wxpay-paysign-official-key-DERIVED", "signature")], signatures.Distinct());
    }

    [GeneratedRegex("([a-z_]+)=\"([^\"]*)\"")]
    private static partial Regex HeaderPart();
}
