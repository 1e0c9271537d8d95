using System.Security.Cryptography;
using CinemaCx.Connectors.WeChat;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Data that passed through the guest's telephone, under a session key that is a text in hashes and bytes in ciphers.</summary>
public class SessionData
{
    private const string OfPhone = "miniprogram-phone-aescbc";
    private const string AppOfPhone = "wxc****17e87e0e0a7";

    public static TheoryData<string> RawData => Vectors.OfKind("sha1(rawData+session_key)");

    public static TheoryData<string> Bodies => Vectors.OfKind("hmac_sha256(body, session_key)");

    public static TheoryData<string> Encrypted => Vectors.OfKind("aes-128-cbc");

    [Theory, MemberData(nameof(RawData))]
    public void Raw_data_carries_the_published_signature(string id)
    {
        var (data, key, signature) = (Vectors.Input(id, "rawData"), Vectors.Input(id, "session_key"), Vectors.Expected(id, "signature"));
        Assert.True(ClientData.IsGenuine(data, signature, key));
        Assert.False(ClientData.IsGenuine(data.Replace("Band", "Bond", StringComparison.Ordinal), signature, key));
        Assert.False(ClientData.IsGenuine(data, signature, key.TrimEnd('=')));
    }

    [Theory, MemberData(nameof(Bodies))]
    public void A_body_signed_with_the_session_carries_the_published_signature(string id) =>
        Assert.Equal(Vectors.Expected(id, "signature"), ClientData.SignWithSession(Vectors.Input(id, "body"), Vectors.Input(id, "session_key")));

    [Theory, MemberData(nameof(Encrypted))]
    public void Encrypted_data_opens_to_the_published_text(string id) =>
        Assert.Equal(Vectors.Expected(id, "plaintext"), Open(id, AppOfPhone));

    [Fact]
    public void Encrypted_data_of_another_app_is_refused() =>
        Assert.Throws<CryptographicException>(() => Open(OfPhone, "wx0000000000000000"));

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    public void Another_session_key_is_refused(string key) =>
        Assert.Throws<CryptographicException>(
            () => ClientData.Decrypt(Vectors.Input(OfPhone, "encryptedData"), Vectors.Input(OfPhone, "iv"), key, AppOfPhone));

    private static string Open(string id, string appId) => ClientData.Decrypt(
        Vectors.Input(id, "encryptedData"), Vectors.Input(id, "iv"), Vectors.Input(id, "session_key"), appId);
}
