using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Connectors.Sms;
using CinemaCx.Simulators.Sms;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The last channel: signed calls to the simulated platform, what its codes come to, and an alert that finds both chats away.</summary>
public sealed class SmsReachesStaff
{
    private const string Number = "+8613800000009";

    private static readonly TestClock Clock = new(Cinema.Opening);

    [Fact]
    public async Task A_message_arrives_and_has_the_platforms_number()
    {
        await using var platform = await StartAsync(Clock);
        await using var services = Services(platform, Clock);

        var receipt = await Chat(services).SendTextAsync(Number, "C101 1号厅 一星：空调太冷", "msg_1", default);

        Assert.Equal(ChatOutcome.Delivered, receipt.Outcome);
        Assert.StartsWith("5000:", receipt.MessageId, StringComparison.Ordinal);
        var message = Assert.Single(await MessagesAsync(platform));
        Assert.Equal("C101 1号厅 一星：空调太冷", message.GetProperty("words").GetString());
        Assert.Equal("msg_1", message.GetProperty("context").GetString());
    }

    [Theory]
    [InlineData("Sms:SecretKey", "wrong", ChatOutcome.Refused, "AuthFailure.SignatureFailure")]
    [InlineData("Sms:SecretId", "wrong", ChatOutcome.Refused, "AuthFailure.SecretIdNotFound")]
    [InlineData("Sms:SignName", "别家", ChatOutcome.Refused, "SignatureIncorrectOrUnapproved")]
    [InlineData("Sms:TemplateId", "2", ChatOutcome.Refused, "TemplateIncorrectOrUnapproved")]
    [InlineData("Sms:SdkAppId", "2", ChatOutcome.Refused, "SdkAppIdNotExist")]
    [InlineData("Sms:TemplateVariables", "3", ChatOutcome.Refused, "TemplateParamSetNotMatchApprovedTemplate")]
    [InlineData("Sms:Endpoint", "http://127.0.0.1:1", ChatOutcome.Later, "failed")]
    public async Task A_wrong_setting_is_named_by_the_platforms_code(string key, string value, ChatOutcome outcome, string error)
    {
        await using var platform = await StartAsync(Clock);
        await using var services = Services(platform, Clock, (key, value));

        var receipt = await Chat(services).SendTextAsync(Number, "C101", "msg_1", default);

        Assert.Equal(outcome, receipt.Outcome);
        Assert.Contains(error, receipt.Error, StringComparison.Ordinal);
        Assert.Empty(await MessagesAsync(platform));
    }

    [Fact]
    public async Task Limits_faults_clocks_and_unwilling_numbers_come_to_the_right_outcome()
    {
        await using var platform = await StartAsync(Clock, options => options.PerThirtySeconds = 1);
        await using var services = Services(platform, Clock);
        using var http = new HttpClient();
        var chat = Chat(services);

        Assert.Equal(ChatOutcome.Delivered, (await chat.SendTextAsync(Number, "C101", "a", default)).Outcome);
        var tooSoon = await chat.SendTextAsync(Number, "C102", "b", default);
        Assert.Equal((ChatOutcome.Later, TimeSpan.FromSeconds(30)), (tooSoon.Outcome, tooSoon.RetryAfter!.Value));

        await FaultAsync(new { path = "/", kind = "error", code = "RequestLimitExceeded" });
        Assert.Equal((ChatOutcome.Later, TimeSpan.FromSeconds(1)), await OutcomeAsync("+8613800000010"));
        await FaultAsync(new { path = "/", kind = "error", code = "LimitExceeded.PhoneNumberDailyLimit" });
        Assert.Equal((ChatOutcome.Later, TimeSpan.FromHours(1)), await OutcomeAsync("+8613800000010"));
        await FaultAsync(new { path = "/", kind = "error", code = "FailedOperation.InsufficientBalanceInSmsPackage" });
        Assert.Equal((ChatOutcome.Refused, null), await OutcomeAsync("+8613800000010"));
        await FaultAsync(new { path = "/", kind = "error", code = "InternalError.Timeout" });
        Assert.Equal((ChatOutcome.Later, null), await OutcomeAsync("+8613800000010"));
        await FaultAsync(new { path = "/", kind = "http", status = 502 });
        Assert.Equal((ChatOutcome.Later, null), await OutcomeAsync("+8613800000010"));
        await FaultAsync(new { path = "/", kind = "drop" });
        Assert.Equal((ChatOutcome.Later, null), await OutcomeAsync("+8613800000010"));
        Assert.Equal((ChatOutcome.Unreachable, null), await OutcomeAsync("13800000010"));
        await http.PostAsync(StandaloneHouse.UrlOf(platform) + "/_sim/phones/%2B8613800000010/unwilling", null);
        Assert.Equal((ChatOutcome.Unreachable, null), await OutcomeAsync("+8613800000010"));

        await using var late = Services(platform, new TestClock(Cinema.Opening.AddMinutes(-20)));
        var stale = await Chat(late).SendTextAsync("+8613800000011", "C101", "c", default);
        Assert.Equal(ChatOutcome.Later, stale.Outcome);
        Assert.Contains("SignatureExpire", stale.Error, StringComparison.Ordinal);

        async Task FaultAsync(object fault) => Assert.True((await http.PostAsJsonAsync(StandaloneHouse.UrlOf(platform) + "/_sim/faults", fault)).IsSuccessStatusCode);
        async Task<(ChatOutcome, TimeSpan?)> OutcomeAsync(string number)
        {
            var receipt = await chat.SendTextAsync(number, "C103", "d", default);
            return (receipt.Outcome, receipt.RetryAfter);
        }
    }

    [Fact]
    public async Task When_both_chats_are_away_the_alert_comes_by_sms()
    {
        await using var platform = await StartAsync(TimeProvider.System);
        await using var cinema = await Evening.OpenAsync("sqlite+garnet", [.. Settings(platform).Select(s => (s.Key, s.Value)), ("WeCom:Timeout", "1000"), ("DingTalk:Timeout", "1000")]);
        cinema.ExpectErrors();
        await using (var db = cinema.Database.Read())
        {
            var general = await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "赵宏");
            await cinema.Service<BindChat>().RunAsync(by: null, general.Id, new ChatAccount("sms", Number), default);
        }

        // The simulated platforms of the house live by its clock; that of SMS by its own: the house's calls must not look stale there.
        cinema.FastForward(TimeProvider.System.GetUtcNow() - cinema.Clock.GetUtcNow());
        var always = new { path = "/", kind = "http", status = 500, times = -1 };
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.WeCom!), "faults", always);
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.DingTalk!), "faults", always);

        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "受伤")).ShouldBe(201);

        await Cinema.EventuallyAsync(async () => (await MessagesAsync(platform)).Any(m => m.GetProperty("words").GetString()!.Contains("C101", StringComparison.Ordinal)), "the alert by SMS", seconds: 60);
    }

    private static async Task<WebApplication> StartAsync(TimeProvider time, Action<SmsSimulatorOptions>? also = null)
    {
        var options = new SmsSimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            SecretId = "simulated-id",
            SecretKey = "simulated-key",
            SdkAppId = "1400006666",
            SignName = "测试影城",
            TemplateId = "1110",
            TemplateVariables = 2,
            VariableLength = 12,
        };
        also?.Invoke(options);
        var platform = SmsSimulator.Create(options, time);
        await platform.StartAsync();
        return platform;
    }

    private static Dictionary<string, string?> Settings(WebApplication platform) => new(StringComparer.Ordinal)
    {
        ["Sms:Endpoint"] = StandaloneHouse.UrlOf(platform),
        ["Sms:SecretId"] = "simulated-id",
        ["Sms:SecretKey"] = "simulated-key",
        ["Sms:SdkAppId"] = "1400006666",
        ["Sms:SignName"] = "测试影城",
        ["Sms:TemplateId"] = "1110",
        ["Sms:TemplateVariables"] = "2",
        ["Sms:VariableLength"] = "12",
    };

    private static ServiceProvider Services(WebApplication platform, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var values = Settings(platform);
        foreach (var (key, value) in settings) values[key] = value;
        return new ServiceCollection().AddLogging().AddSingleton(time).AddSms(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();
    }

    private static IStaffChat Chat(ServiceProvider services) => services.GetRequiredService<IStaffChat>();

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(WebApplication platform)
    {
        using var http = new HttpClient();
        var phone = JsonDocument.Parse(await http.GetStringAsync($"{StandaloneHouse.UrlOf(platform)}/_sim/phones/{Uri.EscapeDataString(Number)}")).RootElement;
        return [.. phone.GetProperty("messages").EnumerateArray()];
    }
}
