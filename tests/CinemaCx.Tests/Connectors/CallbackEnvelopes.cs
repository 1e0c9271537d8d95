using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Connectors.Crypto;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The envelope that WeChat, WeCom and DingTalk share.</summary>
public class CallbackEnvelopes
{
    private const string SomeKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    public static TheoryData<string> ToDecrypt => Vectors.OfKind("wxbizmsgcrypt-decrypt");

    public static TheoryData<string> ToEncrypt => Vectors.OfKind("wxbizmsgcrypt-encrypt");

    public static TheoryData<string> Signed
    {
        get
        {
            var ids = Vectors.OfKind("wxbizmsgcrypt-signature");
            ids.AddRange(Vectors.OfKind("wxbizmsgcrypt-decrypt"));
            return ids;
        }
    }

    [Theory, MemberData(nameof(ToDecrypt))]
    public void Open_to_the_published_text(string id) =>
        Assert.Equal(Vectors.Expected(id, "plaintext"), Crypto(id).Decrypt(Vectors.Input(id, "encrypt")));

    [Theory, MemberData(nameof(ToDecrypt))]
    public void Do_not_open_for_another_receive_id(string id)
    {
        var other = new CallbackCrypto(Vectors.Input(id, "token"), Vectors.Input(id, "encodingAesKey"), "somebody-else");
        Assert.Throws<CryptographicException>(() => other.Decrypt(Vectors.Input(id, "encrypt")));
    }

    [Theory, MemberData(nameof(ToEncrypt))]
    public void Seal_to_the_published_ciphertext(string id) =>
        Assert.Equal(
            Vectors.Expected(id, "encrypt"),
            Crypto(id).Encrypt(Vectors.Input(id, "message"), Encoding.ASCII.GetBytes(Vectors.Input(id, "random16"))));

    [Theory, MemberData(nameof(ToEncrypt))]
    public void Count_the_length_in_bytes_so_that_chinese_comes_back_whole(string id) =>
        Assert.Equal(Vectors.Input(id, "message"), Crypto(id).Decrypt(Vectors.Expected(id, "encrypt")));

    [Theory, MemberData(nameof(Signed))]
    public void Carry_the_published_signature_in_every_culture(string id)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "zh-CN", "en-US", "tr-TR", "" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.True(IsGenuine(id, Vectors.Input(id, "encrypt")), $"culture '{culture}'");
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory, MemberData(nameof(Signed))]
    public void Are_refused_when_a_single_character_differs(string id)
    {
        var encrypted = Vectors.Input(id, "encrypt");
        Assert.False(IsGenuine(id, (encrypted[0] == 'A' ? 'B' : 'A') + encrypted[1..]));
    }

    [Fact]
    public void A_sort_by_culture_would_give_another_signature_on_a_published_vector()
    {
        string[] Parts() => [.. new[] { "token", "timestamp", "nonce", "encrypt" }.Select(name => Vectors.Input("wecom-signature-only", name))];
        var chinese = StringComparer.Create(CultureInfo.GetCultureInfo("zh-CN"), ignoreCase: false);
        Assert.NotEqual(Parts().Order(StringComparer.Ordinal), Parts().Order(chinese));
    }

    [Fact]
    public void Come_back_whole_for_every_length_of_padding_up_to_32()
    {
        var crypto = new CallbackCrypto("token", SomeKey, "wxb11529c136998cb6");
        for (var length = 0; length < 80; length++)
        {
            var message = new string('票', length / 3) + new string('a', length % 3);
            Assert.Equal(message, crypto.Decrypt(crypto.Encrypt(message)));
        }
    }

    [Fact]
    public void Padding_above_sixteen_is_what_the_base_class_library_refuses()
    {
        const string id = "dingtalk-check-url";
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(Vectors.Input(id, "encodingAesKey") + "=");
        Assert.Throws<CryptographicException>(
            () => aes.DecryptCbc(Convert.FromBase64String(Vectors.Input(id, "encrypt")), aes.Key[..16], PaddingMode.PKCS7));
        Assert.Contains("check_url", Crypto(id).Decrypt(Vectors.Input(id, "encrypt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_with_spare_bits_in_their_last_character_are_taken()
    {
        // G is 000110: its last two bits belong to no byte.
        Assert.EndsWith("G", SomeKey, StringComparison.Ordinal);
        Assert.Equal("x", new CallbackCrypto("t", SomeKey, "").Decrypt(new CallbackCrypto("t", SomeKey[..42] + "E", "").Encrypt("x")));
    }

    [Theory, InlineData(""), InlineData("short"), InlineData("!bcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")]
    public void Keys_of_another_shape_are_refused(string key) => Assert.Throws<ArgumentException>(() => new CallbackCrypto("t", key, ""));

    [Fact]
    public void Rubbish_never_does_more_than_refuse()
    {
        var crypto = new CallbackCrypto("token", SomeKey, "id");
        Gen.Byte.Array[0, 200].Sample(bytes =>
            Assert.Throws<CryptographicException>(() => crypto.Decrypt(Convert.ToBase64String(bytes))), iter: 2000);
        Assert.Throws<CryptographicException>(() => crypto.Decrypt("不是 base64"));
    }

    private static CallbackCrypto Crypto(string id) =>
        new(Vectors.Input(id, "token"), Vectors.Input(id, "encodingAesKey"), Vectors.Input(id, "receiveId"));

    private static bool IsGenuine(string id, string encrypted) =>
        new CallbackCrypto(Vectors.Input(id, "token"), SomeKey, "").IsGenuine(
            Vectors.Either(id, "msg_signature"), Vectors.Input(id, "timestamp"), Vectors.Input(id, "nonce"), encrypted);
}
