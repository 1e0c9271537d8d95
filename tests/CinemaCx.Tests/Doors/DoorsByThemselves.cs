using System.Security.Cryptography;
using CinemaCx.Tests.Standalone;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>Each door as a program of its own: with PostgreSQL and Redis it runs, without it says in one line what is missing.</summary>
public sealed class DoorsByThemselves
{
    private const string Guest = "CinemaCx.MiniProgramApi";
    private const string Staff = "CinemaCx.WecomBot";
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=x;Timeout=2";

    [Theory]
    [InlineData(Guest)]
    [InlineData(Staff)]
    public async Task Without_a_database_it_says_so(string door) => Assert.Contains("Database:ConnectionString is missing", await RefusesAsync(door), StringComparison.Ordinal);

    [Theory]
    [InlineData(Guest)]
    [InlineData(Staff)]
    public async Task Without_Redis_it_says_so(string door) =>
        Assert.Contains("Redis:ConnectionString is missing", await RefusesAsync(door, ("Database__ConnectionString", Nowhere)), StringComparison.Ordinal);

    [Fact]
    public async Task On_SQLite_it_does_not_run() => Assert.Contains(
        "PostgreSQL", await RefusesAsync(Guest, ("Database__ConnectionString", "Data Source=x.db"), ("Redis__ConnectionString", "127.0.0.1:1")), StringComparison.Ordinal);

    [Theory]
    [InlineData(Guest)]
    [InlineData(Staff)]
    public async Task A_database_that_does_not_answer_is_named(string door) => Assert.StartsWith(
        "PostgreSQL does not answer", await RefusesAsync(door, ("Database__ConnectionString", Nowhere), ("Redis__ConnectionString", "127.0.0.1:1")), StringComparison.Ordinal);

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_is_named()
    {
        await using var services = await ServiceInstances.OpenAsync(Backings.Servers);
        (string, string) database = ("Database__ConnectionString", services.Backing.DatabaseConnection);

        Assert.Contains("Database:ConnectionString", await RefusesAsync(Guest, ("Database__ConnectionString", "nonsense"), ("Redis__ConnectionString", "127.0.0.1:1")), StringComparison.Ordinal);
        Assert.Contains("Redis:ConnectionString", await RefusesAsync(Guest, database, ("Redis__ConnectionString", "127.0.0.1:1,nonsense=7")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Guest)]
    [InlineData(Staff)]
    public async Task Redis_that_does_not_answer_is_named(string door)
    {
        await using var services = await ServiceInstances.OpenAsync(Backings.Servers);
        var line = await RefusesAsync(door, ("Database__ConnectionString", services.Backing.DatabaseConnection), ("Redis__ConnectionString", "127.0.0.1:1"));
        Assert.StartsWith("Redis does not answer", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PersonalData__Key", "short", "PersonalData:Key")]
    [InlineData("PersonalData__Key", null, "PersonalData:Key")]
    [InlineData("WeChat__AppId", null, "WeChat:AppId")]
    [InlineData("WeChatPay__MerchantCertificatePrivateKey", "not a key", "WeChatPay:MerchantCertificatePrivateKey")]
    [InlineData("Orders__HoldTime", "a while", "Orders:HoldTime")]
    [InlineData("Seats__MapAge", "soon", "Seats:MapAge")]
    [InlineData("RateLimits__Permits__dance", "7", "dance")]
    [InlineData("Door__TrustedProxies__0", "the proxy", "TrustedProxies")]
    public async Task A_setting_that_makes_no_sense_is_named(string name, string? value, string named)
    {
        await using var services = await ServiceInstances.OpenAsync(Backings.Servers);
        var settings = Settings(services).Where(s => s.Name != name).ToList();
        if (value is not null) settings.Add((name, value));

        Assert.Contains(named, await RefusesAsync(Guest, [.. settings]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Guest)]
    [InlineData(Staff)]
    public async Task With_both_it_opens_and_is_ready(string door)
    {
        await using var services = await ServiceInstances.OpenAsync(Backings.Servers);
        var url = HousePorts.Url(FreePorts.Take());
        var folder = Directory.CreateTempSubdirectory("cinemacx-door-");
        try
        {
            await using var program = Child.Start(door, folder.FullName, [], [.. Settings(services), ("URLS", url)]);
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            await Cinema.EventuallyAsync(async () => await AnswersAsync(http), $"{door} is ready: {program.Out}{program.Error}", seconds: 60);

            var ready = await Answer.ReadAsync(await http.GetAsync("/health/ready"));
            Assert.Equal("""{"status":"up","database":"up","redis":"up"}""", ready.ShouldBe(200).Text);
            (await Answer.ReadAsync(await http.GetAsync("/openapi/v1.json"))).ShouldBe(200);
            await program.SignalAsync("TERM");
            Assert.Equal(0, await program.EndsAsync(15));
            Assert.Empty(program.Error);
            Assert.DoesNotContain("   at ", program.Out, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <returns>The one line it printed.</returns>
    private static async Task<string> RefusesAsync(string door, params (string, string)[] environment)
    {
        var folder = Directory.CreateTempSubdirectory("cinemacx-door-");
        try
        {
            var (code, said, error) = await Child.RunAsync(door, folder.FullName, ["--urls", "http://127.0.0.1:0"], environment);
            Assert.True(code == 2, $"exit code {code}\n{said}\n{error}");
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
            return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<(string Name, string Value)> Settings(ServiceInstances services)
    {
        using var rsa = RSA.Create(2048);
        return
        [
            ("Database__ConnectionString", services.Backing.DatabaseConnection),
            ("Redis__ConnectionString", services.Backing.RedisConnection!),
            ("PersonalData__Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            ("WeChat__AppId", "wx0123456789abcdef"),
            ("WeChat__AppSecret", "0123456789abcdef0123456789abcdef"),
            ("WeChatPay__AppId", "wx0123456789abcdef"),
            ("WeChatPay__MerchantId", "1900000001"),
            ("WeChatPay__MerchantV3Secret", "0123456789abcdef0123456789abcdef"),
            ("WeChatPay__MerchantCertificateSerialNumber", "5157F09EFDC096DE15EBE81A47057A7200000002"),
            ("WeChatPay__MerchantCertificatePrivateKey", rsa.ExportPkcs8PrivateKeyPem()),
            ("WeChatPay__PlatformAuthScheme", "PublicKey"),
            ("WeChatPay__PlatformPublicKeyId", "PUB_KEY_ID_0119000000010000000000000000000000"),
            ("WeChatPay__PlatformPublicKey", rsa.ExportSubjectPublicKeyInfoPem()),
            ("WeChatPay__NotifyUrl", "https://cinema.example/callbacks/wechat-pay"),
        ];
    }
}
