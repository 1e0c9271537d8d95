using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>Each page there is, at a desk and on a phone: readable by everybody, nothing sticks out, nothing is asked from elsewhere, no error. New pages join by themselves.</summary>
public sealed class EveryPage
{
    /// <summary>Every fourth page at the desk and others on the phone, for a build has little time; all at both with <c>CINEMACX_EVERY_PAGE=1</c>.</summary>
    internal static readonly bool Whole = Environment.GetEnvironmentVariable("CINEMACX_EVERY_PAGE") == "1";

    public static TheoryData<string> Sizes => new("desk", "phone");

    [Theory, MemberData(nameof(Sizes))]
    public async Task Is_sound_in_a_real_browser(string size)
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await FurnishedHouse.FurnishAsync(cinema);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, size == "desk" ? Browser.Desk : Browser.Phone);
        var wrong = new List<string>();
        await window.Page.GotoAsync("/console/sign-in");
        wrong.AddRange((await window.InspectAsync()).Select(w => "/console/sign-in: " + w));
        var pages = ConsoleRoutes.Of(cinema).Where(r => r is { IsPage: true, Roles: not null }).ToList();
        foreach (var group in pages.Where((_, i) => Whole || i % 4 == (size == "desk" ? 0 : 2)).GroupBy(r => People.First(p => r.Allows(p.Role)).Name))
        {
            // The page of whoever was here before would go on asking for what is new, as nobody.
            await window.Page.GotoAsync("about:blank");
            await window.Page.Context.ClearCookiesAsync();
            await window.SignInAsync(group.Key);
            foreach (var route in group)
            {
                var address = await ConsoleRoutes.AddressAsync(cinema, route.Template);
                var answer = await window.Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
                if (answer!.Status != 200) wrong.Add($"{address}: {answer.Status}");
                if (await window.Page.Locator("h1").CountAsync() != 1) wrong.Add($"{address}: not one h1");
                wrong.AddRange((await window.InspectAsync()).Select(w => $"{address}: {w}"));
                await PictureAsync(window, $"{size}{route.Template.Replace('/', '-')}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>With <c>CINEMACX_TEST_PICTURES=FOLDER</c> each page is also kept as a picture, for people to look at.</summary>
    private static async Task PictureAsync(Window window, string name)
    {
        if (Environment.GetEnvironmentVariable("CINEMACX_TEST_PICTURES") is not { Length: > 0 } folder) return;
        await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name.Replace("{", "").Replace("}", "") + ".png"), FullPage = true });
    }

    /// <summary>Who looks at a page: the first of them whom it is for.</summary>
    private static readonly IReadOnlyList<(string Name, CinemaCx.Staff.StaffRole Role)> People =
        [.. new[] { "zhaozong", "chenming", "lijing", "xubo", "linyue", "wanggong" }.Select(id => CinemaCx.Staff.SampleStaff.People.Single(p => p.Person == id)).Select(p => (p.Name, p.Role))];
}
