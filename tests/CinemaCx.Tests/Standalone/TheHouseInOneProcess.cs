using System.Net.Sockets;
using System.Text.RegularExpressions;
using CinemaCx.Tests.House;
using Xunit;

namespace CinemaCx.Tests.Standalone;

/// <summary>The one command of the README, as a newcomer gives it in an empty folder.</summary>
public sealed partial class TheHouseInOneProcess
{
    [Fact]
    public async Task It_opens_walks_a_guest_through_closes_and_opens_again_with_everything_kept()
    {
        using var ports = new HousePorts();
        string order;
        await using (var house = await ports.OpenAsync())
        {
            Assert.Empty(house.Error);
            Assert.StartsWith("CinemaCx is open.", house.Out, StringComparison.Ordinal);
            foreach (var port in new[] { ports.Guest, ports.Staff, ports.WeChat, ports.WeChatPay }) Assert.Contains(HousePorts.Url(port), house.Out, StringComparison.Ordinal);
            Assert.True(house.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length <= 12, house.Out);
            Assert.StartsWith("  start here      http://127.0.0.1:", house.Out.Split('\n')[1], StringComparison.Ordinal);
            Assert.True(Directory.Exists(ports.Data));

            order = await FirstVisitAsync(ports);
            await ShouldAuditAsync(ports);
            await house.SignalAsync("INT");
            Assert.Equal(0, await house.EndsAsync(10));
            Assert.Empty(house.Error);
        }

        var showtimes = await CountAsync(ports, "showtimes");
        await using (var house = await ports.OpenAsync())
        {
            Assert.Equal(showtimes, await CountAsync(ports, "showtimes"));
            Assert.Equal(2, await CountAsync(ports, "cinemas"));
            Assert.Equal(1, await CountAsync(ports, "orders", $"id = '{order}' AND state = 'paid'"));
            using var http = new HttpClient { BaseAddress = new Uri(HousePorts.Url(ports.Guest)) };
            (await http.GetAsync("/health/ready")).EnsureSuccessStatusCode();
            await FirstVisitAsync(ports);
            await house.SignalAsync("TERM");
            Assert.Equal(0, await house.EndsAsync(10));
            Assert.Empty(house.Error);
        }

        await ShouldAuditAsync(ports);
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_line()
    {
        using var ports = new HousePorts();
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, ports.Guest);
        taken.Start();

        var (code, said, error) = await Child.RunAsync("CinemaCx.Standalone", ports.Folder, ports.Arguments);

        Assert.Equal(2, code);
        Assert.Empty(said);
        Assert.Contains(ports.Guest.ToString(System.Globalization.CultureInfo.InvariantCulture), OneLine(error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--guest-port", "eighty", "GuestPort")]
    [InlineData("--guest-port", "99999", "99999")]
    [InlineData("--PersonalData:Key", "short", "PersonalData:Key")]
    [InlineData("--Orders:HoldTime", "a while", "HoldTime")]
    [InlineData("--data-folder", "/dev/null/data", "/dev/null")]
    [InlineData("--Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=x;Timeout=2", "127.0.0.1:1")]
    public async Task A_setting_that_makes_no_sense_is_one_clear_line(string name, string value, string named)
    {
        using var ports = new HousePorts();
        var (code, said, error) = await Child.RunAsync("CinemaCx.Standalone", ports.Folder, [.. ports.Arguments, name, value]);

        Assert.Equal(2, code);
        Assert.Empty(said);
        Assert.Contains(named, OneLine(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_real_credentials_no_platform_is_played()
    {
        using var ports = new HousePorts();
        await using var house = await ports.OpenAsync("--WeChat:AppId", "wx0123456789abcdef", "--WeChat:AppSecret", "0123456789abcdef0123456789abcdef");

        Assert.DoesNotContain(HousePorts.Url(ports.WeChat), house.Out, StringComparison.Ordinal);
        Assert.Contains(HousePorts.Url(ports.WeChatPay), house.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("start here", house.Out, StringComparison.Ordinal);
        using var probe = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => probe.ConnectAsync("127.0.0.1", ports.WeChat));
    }

    [Fact]
    public async Task The_operators_verbs()
    {
        using var ports = new HousePorts();
        await using (var house = await ports.OpenAsync("--sample", "false")) Assert.DoesNotContain("sample staff", house.Out, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(ports, "cinemas"));

        var cinemas = await FileAsync(ports, "cinemas.csv", "影院编码,影院名称,城市,地址\nT1,试映影城,北京,朝阳路 1 号\n");
        var broken = await FileAsync(ports, "broken.csv", "影院编码,影院名称,城市,地址\nT2,,北京,朝阳路 2 号\n");

        var (code, said, error) = await VerbAsync(ports, "import", cinemas, "--dry-run");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Dry run: nothing was written.", said, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(ports, "cinemas"));

        (code, said, _) = await VerbAsync(ports, "import", cinemas, broken);
        Assert.Equal(1, code);
        Assert.Contains("broken.csv:2", said, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", said, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(ports, "cinemas"));

        (code, said, error) = await VerbAsync(ports, "import", cinemas);
        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith("Imported.\n", said, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(ports, "cinemas"));

        (code, said, error) = await VerbAsync(ports, "staff-token", "李检票", "usher", "T1");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(StaffToken(), said.Trim());
        Assert.DoesNotContain("emp_", said[said.IndexOf(':', StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "nowhere.csv")]
    [InlineData("staff-token")]
    [InlineData("staff-token", "李检票", "king")]
    [InlineData("dance")]
    public async Task A_verb_used_wrongly_explains_itself_in_a_line(params string[] words)
    {
        using var ports = new HousePorts();
        var (code, said, error) = await VerbAsync(ports, words);

        Assert.Equal((2, ""), (code, said));
        OneLine(error);
    }

    [Fact]
    public async Task An_audit_where_there_is_no_house_says_so_and_makes_none()
    {
        using var ports = new HousePorts();
        var (code, said, error) = await VerbAsync(ports, "audit");
        Assert.Equal((2, ""), (code, said));
        Assert.Contains("There is no database", OneLine(error), StringComparison.Ordinal);
        Assert.False(Directory.Exists(ports.Data));
    }

    private static async Task<string> FirstVisitAsync(HousePorts ports)
    {
        await using var script = Child.Start("bash", [Path.Combine(HouseMap.Root, "src", "docs", "first-visit.sh")], ports.Folder, ports.ScriptEnvironment);
        Assert.True(await script.EndsAsync(60) == 0, script.Out + script.Error);
        Assert.Empty(script.Error);
        Assert.Contains("entered", script.Out, StringComparison.Ordinal);
        Assert.Contains("ticket-already-entered", script.Out, StringComparison.Ordinal);
        return OrderId().Match(script.Out).Value;
    }

    private static async Task ShouldAuditAsync(HousePorts ports)
    {
        var (code, said, error) = await VerbAsync(ports, "audit");
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("FAIL", said, StringComparison.Ordinal);
        Assert.True(said.Split('\n').Count(line => line.StartsWith("ok", StringComparison.Ordinal)) >= 10, said);
    }

    private static Task<(int Code, string Out, string Error)> VerbAsync(HousePorts ports, params string[] words) =>
        Child.RunAsync("CinemaCx.Standalone", ports.Folder, words);

    private static async Task<string> FileAsync(HousePorts ports, string name, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(ports.Folder, name), text);
        return name;
    }

    private static async Task<long> CountAsync(HousePorts ports, string table, string where = "1 = 1")
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(ports.Data, "cinemacx.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table} WHERE {where}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string OneLine(string error)
    {
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }

    [GeneratedRegex("ord_[0-9a-z]+")]
    private static partial Regex OrderId();

    [GeneratedRegex("^emp_[0-9a-z]+ 李检票: \\S{40,}$")]
    private static partial Regex StaffToken();
}
