using CinemaCx.Connectors;
using CinemaCx.Connectors.WeChat;
using CinemaCx.Connectors.WeChatPay;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>A wrong setting is told by its name, before the first guest finds out.</summary>
public class ConnectorOptions
{
    [Fact]
    public void Nothing_configured_names_everything_that_is_missing()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read<WeChatPayOptions>([]));
        foreach (var key in new[] { "MerchantId", "MerchantV3Secret", "MerchantCertificateSerialNumber", "MerchantCertificatePrivateKey", "AppId", "NotifyUrl" })
            Assert.Contains(fault.Failures, sentence => sentence.StartsWith($"WeChatPay:{key} ", StringComparison.Ordinal));
        Assert.Equal(
            ["WeChat:AppId is missing: the mini-program's id (wx…).", "WeChat:AppSecret is missing: the mini-program's secret."],
            Assert.Throws<OptionsValidationException>(() => Read<WeChatOptions>([])).Failures);
    }

    [Theory]
    [InlineData("Endpoint", "https://api.mch.weixin.qq.com", "must end in /v3")]
    [InlineData("Endpoint", "http://api.mch.weixin.qq.com/v3", "must be https")]
    [InlineData("MerchantV3Secret", "short", "32 characters")]
    [InlineData("MerchantCertificateSerialNumber", "xyz", "hex")]
    [InlineData("MerchantCertificatePrivateKey", "/no/such/file.pem", "PEM")]
    [InlineData("NotifyUrl", "https://cinema.example/pay?x=1", "without a query")]
    [InlineData("NotifyUrl", "/callbacks/wechat-pay", "absolute")]
    [InlineData("PlatformAuthScheme", "PublicKey", "PUB_KEY_ID_")]
    [InlineData("PlatformPublicKeyId", "PUB_KEY_ID_1", "PEM")]
    [InlineData("Timeout", "5", "milliseconds")]
    public void One_wrong_setting_is_one_clear_sentence(string key, string value, string part)
    {
        var settings = Good();
        settings["WeChatPay:" + key] = value;
        var fault = Assert.Throws<OptionsValidationException>(() => Read<WeChatPayOptions>(settings));
        Assert.Contains(fault.Failures, sentence => sentence.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void A_public_key_does_not_pass_for_the_merchants_private_one()
    {
        var settings = Good();
        settings["WeChatPay:MerchantCertificatePrivateKey"] = Vectors.Pem("official_verify_pubkey");
        Assert.Throws<OptionsValidationException>(() => Read<WeChatPayOptions>(settings));
    }

    [Fact]
    public void A_key_may_be_the_path_of_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Vectors.Pem("official_test_key"));
            var settings = Good();
            settings["WeChatPay:MerchantCertificatePrivateKey"] = file;
            Assert.Equal(file, Read<WeChatPayOptions>(settings).MerchantCertificatePrivateKey);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Dictionary<string, string?> Good() => new(StringComparer.Ordinal)
    {
        ["WeChatPay:MerchantId"] = "1900007291",
        ["WeChatPay:MerchantV3Secret"] = ScriptedPay.V3Secret,
        ["WeChatPay:MerchantCertificateSerialNumber"] = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
        ["WeChatPay:MerchantCertificatePrivateKey"] = Vectors.Pem("official_test_key"),
        ["WeChatPay:AppId"] = ScriptedPay.AppId,
        ["WeChatPay:NotifyUrl"] = ScriptedPay.NotifyUrl,
    };

    private static T Read<T>(Dictionary<string, string?> settings) where T : class => new ServiceCollection()
        .AddLogging()
        .AddConnectors(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .BuildServiceProvider()
        .GetRequiredService<IOptions<T>>().Value;
}
