using CinemaCx.Alerts;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Platform.Primitives;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The published vector through the whole way of a callback, and what the settings must be.</summary>
public class WeComSettingsAndVectors
{
    private const string Vector = "wecom-url-verify";

    [Fact]
    public void The_published_check_of_an_address_is_answered_with_the_published_text()
    {
        Assert.Equal(Vectors.Expected(Vector, "plaintext"), Published(0).Echo(Query(), Vectors.Input(Vector, "encrypt")));
        Assert.Equal("callback-too-old", Code(() => Published(301).Echo(Query(), Vectors.Input(Vector, "encrypt"))));
        Assert.Equal("callback-too-old", Code(() => Published(-301).Echo(Query(), Vectors.Input(Vector, "encrypt"))));
        Assert.Equal("callback-sealed", Code(() => Published(0, "ww-another").Echo(Query(), Vectors.Input(Vector, "encrypt"))));
        Assert.Equal("callback-incomplete", Code(() => Published(0).Echo(Query() with { Nonce = null }, Vectors.Input(Vector, "encrypt"))));
        Assert.Equal("callback-incomplete", Code(() => Published(0).Echo(Query(), null)));
        Assert.Equal("callback-signature-invalid", Code(() => Published(0).Echo(Query() with { Nonce = "1" }, Vectors.Input(Vector, "encrypt"))));
    }

    [Fact]
    public void A_body_for_another_company_is_turned_away_by_its_envelope_already()
    {
        var body = $"<xml><ToUserName>ww-another</ToUserName><Encrypt>{Vectors.Input(Vector, "encrypt")}</Encrypt></xml>";
        Assert.Equal("callback-foreign", Code(() => Published(0).Open(Query(), body)));
        Assert.Equal("callback-malformed", Code(() => Published(0).Open(Query(), body.Replace("ww-another", WeComWorld.CorpId, StringComparison.Ordinal))));
    }

    [Fact]
    public void Rubbish_never_does_more_than_refuse() => Gen.String.Sample(body =>
    {
        Assert.StartsWith("callback-", Code(() => Published(0).Open(Query(), body)), StringComparison.Ordinal);
        Assert.StartsWith("callback-", Code(() => Published(0).Echo(Query(), body)), StringComparison.Ordinal);
    }, iter: 500);

    [Fact]
    public void Without_a_corp_id_the_channel_is_off_and_nothing_is_demanded()
    {
        using var services = Services([]);
        Assert.Empty(services.GetServices<IStaffChat>());
        Assert.Equal("", services.GetRequiredService<IOptions<WeComOptions>>().Value.CorpId);
    }

    [Theory]
    [InlineData("Endpoint", "https://qyapi.weixin.qq.com", "must end in /cgi-bin")]
    [InlineData("Endpoint", "http://qyapi.weixin.qq.com/cgi-bin", "must be https")]
    [InlineData("AgentId", "0", "AgentId")]
    [InlineData("AgentSecret", "", "AgentSecret")]
    [InlineData("PushToken", "", "PushToken")]
    [InlineData("PushEncodingAESKey", "short", "43 characters")]
    [InlineData("Timeout", "5", "milliseconds")]
    public void One_wrong_setting_is_one_clear_sentence(string key, string value, string part)
    {
        var settings = WeComWorld.Settings("https://qyapi.weixin.qq.com/cgi-bin");
        settings["WeCom:" + key] = value;
        using var services = Services(settings);
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<WeComOptions>>().Value);
        Assert.Contains(part, Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) =>
        new ServiceCollection().AddLogging().AddWeCom(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();

    private static WeComCallbacks Published(int secondsLater, string corpId = WeComWorld.CorpId) => new(
        new WeComOptions
        {
            CorpId = corpId,
            PushToken = Vectors.Input(Vector, "token"),
            PushEncodingAESKey = Vectors.Input(Vector, "encodingAesKey"),
        },
        new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1409659589 + secondsLater)));

    private static WeComQuery Query() => new(Vectors.Input(Vector, "msg_signature"), Vectors.Input(Vector, "timestamp"), Vectors.Input(Vector, "nonce"));

    private static string Code(Action act) => Assert.Throws<Refusal>(act).Code;
}
