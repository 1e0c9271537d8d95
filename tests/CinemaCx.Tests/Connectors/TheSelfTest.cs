using System.Globalization;
using CinemaCx.Connectors;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.Connectors.SelfTests;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Standalone;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The self-test walks each way and names what is set wrong.</summary>
public sealed class TheSelfTest
{
    [Fact]
    public async Task A_sound_house_is_sound_and_only_headquarters_may_ask()
    {
        await using var cinema = await OpenAsync();
        var (general, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        var (site, _) = await cinema.StaffAsync(StaffRole.SiteManager);

        (await cinema.StaffPostAsync(site, "/api/v1/self-tests")).ShouldRefuse(403, "staff-not-allowed");
        var report = (await cinema.StaffPostAsync(general, "/api/v1/self-tests")).ShouldBe(200).As<SelfTestReport>();

        Assert.True(report.IsSound, Told(report));
        Assert.Equal(
            ["wecom-token", "wecom-echo", "wecom-message", "dingtalk-token", "dingtalk-stream", "wechat-token", "wechat-push", "service-account-push", "wechat-pay-api", "wechat-pay-notify"],
            report.Lines.Select(l => l.Part));
        // A second walk is as good: nothing of the first stands in its way.
        Assert.True((await cinema.StaffPostAsync(general, "/api/v1/self-tests")).ShouldBe(200).As<SelfTestReport>().IsSound);
        Assert.Equal(0, await new StaffPhone(cinema, "lijing").ReceivedAsync());
    }

    [Fact]
    public async Task Each_broken_part_is_named()
    {
        await using var cinema = await OpenAsync();
        cinema.ExpectErrors();
        var guest = StandaloneHouse.UrlOf(cinema.House.Guest);
        (string Key, string Value, string Part, string Words, string? Setting)[] broken =
        [
            ("SelfTest:StaffUrl", "http://127.0.0.1:1", "wecom-echo", "连接不上", "SelfTest:StaffUrl"),
            ("SelfTest:StaffUrl", "https://no-such-host.invalid", "wecom-message", "平台访问不到", "SelfTest:StaffUrl"),
            ("SelfTest:StaffUrl", "http://staff.example.com", "self-test-settings", "https", "SelfTest:StaffUrl"),
            ("SelfTest:StaffUrl", guest, "wecom-echo", "没有本系统的回调（404）", "SelfTest:StaffUrl"),
            ("SelfTest:StaffUrl", "", "wecom-echo", "没有填写员工端的公网地址", "SelfTest:StaffUrl"),
            ("WeCom:PushToken", "another", "wecom-echo", "Token", "WeCom:PushToken"),
            ("WeCom:PushToken", "another", "wecom-message", "签名校验失败", "WeCom:PushToken"),
            ("WeCom:PushEncodingAESKey", "tooshort", "wecom-settings", "43 个字符", "WeCom:PushEncodingAESKey"),
            ("WeCom:PushEncodingAESKey", new string('A', 43), "wecom-echo", "EncodingAESKey", "WeCom:PushEncodingAESKey"),
            ("WeCom:CorpId", "wwanother", "wecom-token", "企业 ID 不对（40013）", "WeCom:CorpId"),
            ("WeCom:CorpId", "wwanother", "wecom-message", "企业 ID", "WeCom:CorpId"),
            ("WeCom:AgentSecret", "wrong", "wecom-token", "Secret 不对（40001）", "WeCom:AgentSecret"),
            ("WeCom:Endpoint", "http://127.0.0.1:1/cgi-bin", "wecom-token", "连不上企业微信", "WeCom:Endpoint"),
            ("DingTalk:AppSecret", "wrong", "dingtalk-token", "Client Secret 不对", "DingTalk:AppSecret"),
            ("DingTalk:AppSecret", "wrong", "dingtalk-stream", "Client Secret 不对", "DingTalk:AppSecret"),
            ("DingTalk:Endpoint", "http://127.0.0.1:1", "dingtalk-token", "连不上钉钉", "DingTalk:Endpoint"),
            ("WeChat:AppSecret", "wrong", "wechat-token", "AppSecret 不对", "WeChat:AppSecret"),
            ("WeChat:AppId", "wxanother", "wechat-token", "AppID 不对", "WeChat:AppId"),
            ("WeChat:AppId", "wxanother", "wechat-push", "无法解密", "WeChat:PushEncodingAESKey"),
            ("WeChat:PushToken", "another", "wechat-push", "签名校验失败", "WeChat:PushToken"),
            ("WeChat:PushEncodingAESKey", new string('A', 43), "wechat-push", "无法解密", "WeChat:PushEncodingAESKey"),
            ("WeChat:PushEncodingAESKey", "", "wechat-push", "加密方式不一致", "WeChat:PushEncodingAESKey"),
            ("WeChat:PushEncodingAESKey", "short", "wechat-settings", "43 个字符", "WeChat:PushEncodingAESKey"),
            ("ServiceAccount:PushToken", "another", "service-account-push", "签名校验失败", "ServiceAccount:PushToken"),
            ("SelfTest:GuestUrl", "http://127.0.0.1:1", "wechat-push", "连接不上", "SelfTest:GuestUrl"),
            ("SelfTest:GuestUrl", cinema.StaffUrl, "wechat-push", "没有本系统的回调（404）", "SelfTest:GuestUrl"),
            ("SelfTest:GuestUrl", "", "wechat-push", "没有填写观众端的公网地址", "SelfTest:GuestUrl"),
            ("WeChatPay:NotifyUrl", "http://127.0.0.1:1/callbacks/wechat-pay", "wechat-pay-notify", "连接不上", "WeChatPay:NotifyUrl"),
            ("WeChatPay:NotifyUrl", guest + "/callbacks/other", "wechat-pay-notify", "没有本系统的回调", "WeChatPay:NotifyUrl"),
            ("WeChatPay:NotifyUrl", guest + "/api/v1/sessions", "wechat-pay-notify", "不是本系统的支付通知地址", "WeChatPay:NotifyUrl"),
            ("WeChatPay:MerchantCertificateSerialNumber", "00AA", "wechat-pay-api", "商户签名", "WeChatPay:MerchantCertificateSerialNumber"),
            ("WeChatPay:PlatformPublicKeyId", "PUB_KEY_ID_another", "wechat-pay-api", "验签失败", "WeChatPay:PlatformPublicKeyId"),
            ("WeChatPay:MerchantV3Secret", "short", "wechat-pay-settings", "32 个字符", "WeChatPay:MerchantV3Secret"),
        ];
        foreach (var (key, value, part, words, setting) in broken)
        {
            var line = await LineAsync(cinema, part, (key, value));
            Assert.True(line is { State: SelfTestState.Fault } && line.Sentence.Contains(words, StringComparison.Ordinal) && line.Setting == setting, $"{key}={value}: {line}");
        }
    }

    [Theory]
    [InlineData("wecom", "/cgi-bin/user/get", 60020, "wecom-token", "企业可信IP")]
    [InlineData("wecom", "/cgi-bin/user/get", 42001, "wecom-token", "令牌不被接受（42001）")]
    [InlineData("wecom", "/cgi-bin/user/get", 40014, "wecom-token", "令牌不被接受（40014）")]
    [InlineData("wecom", "/cgi-bin/gettoken", 45009, "wecom-token", "频繁")]
    [InlineData("wecom", "/cgi-bin/gettoken", -1, "wecom-token", "正忙")]
    [InlineData("wechat", "/cgi-bin/stable_token", 40164, "wechat-token", "IP 白名单")]
    public async Task A_platforms_refusal_is_told_in_a_sentence(string platform, string path, int errcode, string part, string words)
    {
        await using var cinema = await OpenAsync();
        var url = platform == "wecom" ? StandaloneHouse.UrlOf(cinema.House.WeCom!) : cinema.WeChatUrl;
        await cinema.SimAsync(url, "faults", new { path, kind = "errcode", errcode, times = -1 });

        var line = await LineAsync(cinema, part);

        Assert.Equal(SelfTestState.Fault, line.State);
        Assert.Contains(words, line.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DingTalks_http_callbacks_are_walked_without_pressing_anything()
    {
        var aes = new string('B', 42) + "A";
        await using var cinema = await OpenAsync(port =>
        [
            ("DingTalk:CallbackMode", "Http"), ("DingTalk:CallbackRouteKey", "cards"), ("DingTalk:CallbackSecret", "card-secret"), ("DingTalk:CorpId", "dingcorp"),
            ("DingTalk:CallbackUrl", $"http://127.0.0.1:{port}/callbacks/dingtalk/card"), ("DingTalk:PushToken", "push-token"), ("DingTalk:PushEncodingAESKey", aes),
        ]);
        cinema.ExpectErrors();

        foreach (var part in new[] { "dingtalk-card", "dingtalk-message", "dingtalk-event" })
            Assert.Equal((part, SelfTestState.Ok), (part, (await LineAsync(cinema, part)).State));
        (string Key, string Value, string Part, string? Setting)[] broken =
        [
            ("DingTalk:CallbackSecret", "another", "dingtalk-card", "DingTalk:CallbackSecret"),
            ("DingTalk:AppSecret", "another", "dingtalk-message", "DingTalk:AppSecret"),
            ("DingTalk:CorpId", "dinganother", "dingtalk-card", "DingTalk:CorpId"),
            ("DingTalk:CallbackUrl", "http://127.0.0.1:1/callbacks/dingtalk/card", "dingtalk-card", "DingTalk:CallbackUrl"),
            ("DingTalk:PushToken", "another", "dingtalk-event", "DingTalk:PushToken"),
            ("DingTalk:PushEncodingAESKey", "short", "dingtalk-settings", "DingTalk:PushEncodingAESKey"),
        ];
        foreach (var (key, value, part, setting) in broken)
        {
            var line = await LineAsync(cinema, part, (key, value));
            Assert.True(line.State == SelfTestState.Fault && line.Setting == setting, $"{key}={value}: {line}");
        }
    }

    [Fact]
    public async Task A_push_that_the_running_house_does_not_know_is_told()
    {
        await using var cinema = await OpenAsync(_ => [("Standalone:Push", "false")]);
        Assert.Equal(SelfTestState.Off, (await LineAsync(cinema, "wechat-push")).State);
        var line = await LineAsync(cinema, "wechat-push", ("WeChat:PushToken", "token"));
        Assert.Equal((SelfTestState.Fault, "WeChat:PushToken"), (line.State, line.Setting));
        Assert.Contains("没有配置小程序的消息推送", line.Sentence, StringComparison.Ordinal);
    }

    private static async Task<Cinema> OpenAsync(Func<int, (string Key, string? Value)[]>? also = null)
    {
        var port = FreePorts.Take();
        var text = port.ToString(CultureInfo.InvariantCulture);
        return await Cinema.OpenAsync("sqlite+garnet", [("Standalone:StaffPort", text), ("SelfTest:StaffUrl", "http://127.0.0.1:" + text), ("Standalone:Push", "true"), ("Standalone:ServiceAccount", "true"), .. also?.Invoke(port) ?? []]);
    }

    /// <summary>The self-test of a program whose settings differ in one place from those of the house that runs.</summary>
    private static async Task<SelfTestLine> LineAsync(Cinema cinema, string part, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddConfiguration(cinema.House.Staff.Configuration)
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(cinema.Clock)
            .AddConnectors(configuration)
            .AddWeCom(configuration)
            .AddDingTalk(configuration)
            .AddSelfTest(configuration)
            .BuildServiceProvider();
        var report = await services.GetRequiredService<SelfTest>().RunAsync(CancellationToken.None);
        return report.Lines.FirstOrDefault(l => l.Part == part && (settings.Length == 0 || l.Setting == settings[0].Key || l.State != SelfTestState.Fault))
            ?? report.Lines.FirstOrDefault(l => l.Part == part)
            ?? throw new Xunit.Sdk.XunitException($"no line {part}: {Told(report)}");
    }

    private static string Told(SelfTestReport report) => string.Join('\n', report.Lines);
}
