using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>Sessions of the console: how they begin, what they are bound to, and that they end.</summary>
public sealed class SignedIn
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_session_ends_when_she_leaves_and_when_she_is_thrown_out(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        using var her = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        var session = her.Cookies.Single(c => c.Name == ConsoleCookies.Session);
        Assert.Equal((true, "/console"), (session.HttpOnly, session.Path));
        using var elsewhere = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        (await her.PostAsync("/console/sign-out", "/console")).ShouldBe(302);
        (await her.GetAsync("/console")).ShouldBe(302);
        (await elsewhere.GetAsync("/console")).ShouldBe(200).ShouldSay("李静");

        // Her manager ends what is left; nobody of another cinema can.
        var id = (await cinema.Service<StaffDirectory>().FindAsync("wecom", "lijing", CancellationToken.None))!.EmployeeId;
        using var stranger = await ConsoleVisitor.SignedInAsync(cinema, "wuyan");
        (await stranger.PostAsync($"/console/staff/{id}/end-sign-ins", "/console")).ShouldBe(403);
        (await elsewhere.GetAsync("/console")).ShouldBe(200);
        using var manager = await ConsoleVisitor.SignedInAsync(cinema, "chenming");
        (await manager.GetAsync($"/console/staff/{id}/sign-out")).ShouldBe(200).ShouldSay("结束李静的所有登录？");
        (await manager.PostAsync($"/console/staff/{id}/end-sign-ins", $"/console/staff/{id}/sign-out")).ShouldBe(302);
        (await elsewhere.GetAsync("/console")).ShouldBe(302);
        (await manager.GetAsync("/console/audit")).ShouldBe(200).ShouldSay("结束登录");
        cinema.FastForward(TimeSpan.FromSeconds(1));
        using var again = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        (await again.GetAsync("/console")).ShouldBe(200);
    }

    [Fact]
    public async Task What_she_may_is_asked_anew_each_time()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        using var her = await ConsoleVisitor.SignedInAsync(cinema, "chenming");
        (await her.GetAsync("/console/staff")).ShouldBe(200);
        await using (var db = await cinema.Database.BeginAsync())
        {
            await db.GetTable<EmployeeRow>().Where(e => e.Name == "陈明").Set(e => e.Role, StaffRole.Usher).UpdateAsync();
            await db.CommitAsync();
        }

        (await her.GetAsync("/console/staff")).ShouldBe(403).ShouldSay("没有此项权限");
        cinema.FastForward(TimeSpan.FromHours(13));
        (await her.GetAsync("/console")).ShouldBe(302);
    }

    [Fact]
    public async Task A_form_without_the_secret_of_its_page_changes_nothing()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1)).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        var at = $"/console/cases/{row.Name}";
        using var her = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        using var other = await ConsoleVisitor.SignedInAsync(cinema, "chenming");
        var theirs = ConsoleVisitor.TokenOf((await other.GetAsync(at)).Html);
        foreach (var token in new[] { "", "x", theirs })
            (await her.PostRawAsync(at + "/note", ("_token", token), ("_form", "note"), ("_page", at), ("words", "偷偷写的"))).ShouldBe(400).ShouldSay("页面已过期").ShouldSay("偷偷写的");
        Assert.Single(await cinema.TimelineAsync(row.Id));
        // Nor does it lead anybody out of the console.
        var (_, to) = ("", (await her.PostAsync("/console/cinema", "/console", ("_page", "https://evil.example"))).To);
        Assert.True(to is null || to.StartsWith("/console", StringComparison.Ordinal), to);
    }

    [Theory]
    [InlineData("/console/cases?state=open", "/console/cases?state=open")]
    [InlineData("https://evil.example/console", "/console")]
    [InlineData("//evil.example/console", "/console")]
    [InlineData("/console//evil.example", "/console")]
    [InlineData("/console\\evil", "/console")]
    [InlineData("/consolation", "/console")]
    [InlineData(null, "/console")]
    public void After_signing_in_one_stays_in_the_console(string? wanted, string to) => Assert.Equal(to, CinemaCx.Console.Parts.FormPost.LocalOr(wanted, "/console"));

    [Theory]
    [InlineData("wecom", "/wwlogin/sso/login")]
    [InlineData("dingtalk", "/oauth2/auth")]
    public async Task A_platform_says_who_she_is_once_and_only_to_the_browser_that_asked(string channel, string page)
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        using var her = new ConsoleVisitor(cinema);
        (await her.GetAsync("/console/sign-in")).ShouldBe(200).ShouldSay(channel == "wecom" ? "用企业微信登录" : "用钉钉登录");
        var away = (await her.GetAsync($"/console/sign-in/{channel}?to=/console/cases")).ShouldBe(302).To!;
        Assert.Contains(page, away, StringComparison.Ordinal);
        using var platform = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var back = (await platform.GetAsync(away.Split('#')[0] + "&as=lijing")).Headers.Location!;
        Assert.Equal($"/console/sign-in/{channel}/back", back.AbsolutePath);

        // Overheard, in another browser: nothing, and it is spent.
        using var thief = new ConsoleVisitor(cinema);
        await thief.GetAsync("/console/sign-in");
        Assert.Contains("why=expired", (await thief.GetAsync(back.PathAndQuery)).ShouldBe(302).To, StringComparison.Ordinal);
        Assert.Contains("why=expired", (await her.GetAsync(back.PathAndQuery)).ShouldBe(302).To, StringComparison.Ordinal);
        (await her.GetAsync("/console")).ShouldBe(302);

        away = (await her.GetAsync($"/console/sign-in/{channel}?to=/console/cases")).ShouldBe(302).To!;
        back = (await platform.GetAsync(away.Split('#')[0] + "&as=lijing")).Headers.Location!;
        Assert.Equal("/console/cases", (await her.GetAsync(back.PathAndQuery)).ShouldBe(302).To);
        (await her.GetAsync("/console")).ShouldBe(200).ShouldSay("李静");
        // A second time it is good for nothing, nor is a code that was made up.
        Assert.Contains("why=expired", (await her.GetAsync(back.PathAndQuery)).ShouldBe(302).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inside_WeCom_its_own_page_knows_her()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        using var her = new ConsoleVisitor(cinema);
        var away = (await her.GetAsync("/console/sign-in/wecom", ("User-Agent", "Mozilla/5.0 wxwork/4.1.30"))).ShouldBe(302).To!;
        Assert.Contains("/connect/oauth2/authorize", away, StringComparison.Ordinal);
        Assert.EndsWith("#wechat_redirect", away, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_platform_is_real_nobody_signs_in_by_choosing_a_name()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, ("DingTalk:AppKey", "dingreal"), ("DingTalk:AppSecret", "secret"), ("DingTalk:CardTemplateId", "x.schema"),
            ("DingTalk:Endpoint", "http://127.0.0.1:1"), ("DingTalk:LegacyEndpoint", "http://127.0.0.1:1"));
        // Nobody answers where the real platform should be.
        cinema.ExpectErrors();
        await cinema.Service<SampleStaff>().EnsureAsync(CancellationToken.None);
        using var stranger = new ConsoleVisitor(cinema);
        (await stranger.GetAsync("/console/sign-in")).ShouldBe(200).ShouldNotSay("示例员工").ShouldNotSay("李静");
        var someone = (await cinema.Service<StaffDirectory>().FindAsync("wecom", "lijing", CancellationToken.None))!.EmployeeId;
        (await stranger.PostAsync("/console/sign-in/sample", "/console/sign-in", ("employee", someone))).ShouldBe(400);
        (await stranger.GetAsync("/console")).ShouldBe(302);
    }
}
