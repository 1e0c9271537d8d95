using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>Somebody is hired, changed and let go, and a survey gets words of its own, in a real browser without JavaScript, at a desk and on a phone.</summary>
public sealed class PeopleInABrowser
{
    public static TheoryData<string> Sizes => new("desk", "phone");

    [Theory, MemberData(nameof(Sizes))]
    public async Task From_the_first_day_to_the_last(string size)
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, size == "desk" ? Browser.Desk : Browser.Phone, javaScript: false);
        await window.SignInAsync("徐博");
        var page = window.Page;
        await page.GotoAsync("/console/staff");
        await page.ClickAsync("a:has-text('新员工')");
        await page.FillAsync("input[name=name]", "欧阳慕容晓晓");
        await page.SelectOptionAsync("select[name=role]", "duty-manager");
        await page.SelectOptionAsync("select[name=cinema]", new SelectOptionValue { Index = 1 });
        await page.FillAsync("input[name=wecom]", "lijing");
        await page.ClickAsync("button:has-text('建档')");
        // Refused, and nothing typed is lost.
        Assert.Contains("已绑定李静", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("欧阳慕容晓晓", await page.InputValueAsync("input[name=name]"));
        await PictureAsync(window, size, "hire-refused");
        await page.FillAsync("input[name=wecom]", "ouyang.murong.xiaoxiao@example");
        await page.FillAsync("input[name=sms]", "+8613912345678");
        await page.ClickAsync("button:has-text('建档')");
        Assert.Equal("欧阳慕容晓晓", await page.InnerTextAsync("h1"));
        Assert.Contains("****5678", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await PictureAsync(window, size, "person");
        var address = page.Url;
        await page.ClickAsync("li:has-text('短信') button");
        Assert.DoesNotContain("****5678", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.ClickAsync("a:has-text('修改资料')");
        await page.SelectOptionAsync("select[name=role]", "engineer");
        await PictureAsync(window, size, "edit");
        await page.ClickAsync("button:has-text('保存')");
        Assert.Contains("工程", await page.InnerTextAsync(".head"), StringComparison.Ordinal);
        await page.ClickAsync("a:has-text('办理离职')");
        await PictureAsync(window, size, "leave");
        await page.ClickAsync("button:has-text('办理离职')");
        Assert.Contains("已离职", await page.InnerTextAsync(".head"), StringComparison.Ordinal);
        Assert.Equal(address, page.Url);
        await PictureAsync(window, size, "left");
        await page.GotoAsync("/console/staff?state=left");
        await PictureAsync(window, size, "list");
        Assert.Null(await cinema.Service<StaffDirectory>().FindAsync("wecom", "ouyang.murong.xiaoxiao@example", CancellationToken.None));
        Assert.Empty(window.Faults);
    }

    [Theory, MemberData(nameof(Sizes))]
    public async Task A_survey_asks_in_its_own_words(string size)
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, size == "desk" ? Browser.Desk : Browser.Phone, javaScript: false);
        await window.SignInAsync("陈明");
        var page = window.Page;
        await page.GotoAsync("/console/surveys/washroom");
        await page.FillAsync("input[name=words-wrong-0]", "烘手机太吵");
        await page.ClickAsync("button[value=publish]");
        Assert.Contains("自拟选项须选择类别", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("烘手机太吵", await page.InputValueAsync("input[name=words-wrong-0]"));
        await page.SelectOptionAsync("select[name=stands-wrong-0]", "facility");
        await page.FillAsync("input[name=own-title-0]", "母婴室打几分？");
        await page.SelectOptionAsync("select[name=own-kind-0]", "score");
        await page.ClickAsync("button[value=try]");
        Assert.Contains("烘手机太吵", await page.InnerTextAsync(".phone"), StringComparison.Ordinal);
        Assert.Contains("母婴室打几分？", await page.InnerTextAsync(".phone"), StringComparison.Ordinal);
        await PictureAsync(window, size, "survey");
        await page.ClickAsync("button[value=publish]");
        Assert.Contains("已发布第 1 版", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("烘手机太吵", await page.InputValueAsync("input[name=words-wrong-0]"));
        Assert.Equal("母婴室打几分？", await page.InputValueAsync("input[name=own-title-0]"));
        Assert.Empty(window.Faults);
    }

    [Theory, MemberData(nameof(Sizes))]
    public async Task Its_pages_are_sound(string size)
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, size == "desk" ? Browser.Desk : Browser.Phone);
        await window.SignInAsync("徐博");
        var id = (await cinema.Service<StaffDirectory>().FindAsync("wecom", "lijing", CancellationToken.None))!.EmployeeId;
        var wrong = new List<string>();
        foreach (var path in new[] { "/console/staff", "/console/staff/new", $"/console/staff/{id}", $"/console/staff/{id}/edit", $"/console/staff/{id}/leave", "/console/surveys/hall-exit" })
        {
            await window.Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
            wrong.AddRange((await window.InspectAsync()).Select(w => $"{path}: {w}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>With <c>CINEMACX_TEST_PICTURES=FOLDER</c> each state is also kept as a picture, for people to look at.</summary>
    private static async Task PictureAsync(Window window, string size, string name)
    {
        Assert.True(await window.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{name} sticks out on the {size}");
        if (Environment.GetEnvironmentVariable("CINEMACX_TEST_PICTURES") is not { Length: > 0 } folder) return;
        await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{size}-{name}.png"), FullPage = true });
    }
}
