using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>A page left open tells what guests and colleagues do meanwhile. The browser's clock is moved, the house's calls are real.</summary>
public sealed class LivePages
{
    /// <summary>Longer than any page waits between two looks.</summary>
    private const int Wait = 25_000;

    private const string Untaken = "#today a.kpi[href$='state=open'] .v";

    [Fact]
    public async Task Show_what_a_guest_and_a_chat_did_without_being_loaded_again()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await LeaveOpenAsync(cinema);
        var name = await ComplainAsync(cinema);
        await window.Page.Clock.FastForwardAsync(Wait);
        await Assertions.Expect(window.Page.Locator("#today")).ToContainTextAsync(name);
        await Assertions.Expect(window.Page.Locator(Untaken)).ToHaveTextAsync("1");

        var phone = cinema.Phone("lijing");
        var card = await phone.SeesAsync(c => c.Buttons.Contains("受理"), "the case's card");
        await phone.PressAsync(card, "ack");
        await TakenAsync(cinema);
        await window.Page.Clock.FastForwardAsync(Wait);
        await Assertions.Expect(window.Page.Locator(Untaken)).ToHaveTextAsync("0");
        await StillOpenAsync(window);
    }

    [Fact]
    public async Task Wait_while_somebody_is_busy_in_what_would_be_replaced()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await LeaveOpenAsync(cinema);
        await window.Page.Locator("#today a.kpi").First.FocusAsync();
        await ComplainAsync(cinema);
        await LookAgainAsync(window);
        Assert.Equal("0", await window.Page.Locator(Untaken).TextContentAsync());

        await window.Page.EvaluateAsync("document.activeElement.blur()");
        await window.Page.Clock.FastForwardAsync(Wait);
        await Assertions.Expect(window.Page.Locator(Untaken)).ToHaveTextAsync("1");
        await StillOpenAsync(window);
    }

    /// <summary>The control: what is not marked so stays as it was, though the house has the news.</summary>
    [Fact]
    public async Task Stay_as_they_are_without_the_mark()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await LeaveOpenAsync(cinema, isMarked: false);
        await ComplainAsync(cinema);
        await window.Page.Clock.FastForwardAsync(4 * Wait);
        // Time for an answer that nobody asked for.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal("0", await window.Page.Locator(Untaken).TextContentAsync());
        await window.Page.ReloadAsync();
        Assert.Equal("1", await window.Page.Locator(Untaken).TextContentAsync());
    }

    [Fact]
    public async Task Are_whole_and_quiet_without_JavaScript()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Phone, javaScript: false);
        await window.SignInAsync("李静");
        var asked = 0;
        window.Page.Request += (_, _) => asked++;
        var name = await ComplainAsync(cinema);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal((0, "0"), (asked, await window.Page.Locator(Untaken).TextContentAsync()));
        await window.Page.ReloadAsync();
        Assert.Equal("1", await window.Page.Locator(Untaken).TextContentAsync());
        await Assertions.Expect(window.Page.Locator("#today")).ToContainTextAsync(name);
    }

    /// <summary>李静's first page, with a mark of its own that no loading survives.</summary>
    private static async Task<Window> LeaveOpenAsync(Cinema cinema, bool isMarked = true)
    {
        var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Desk);
        await window.Page.Clock.InstallAsync();
        if (!isMarked)
        {
            await window.Page.RouteAsync("**/console", async route =>
            {
                var answer = await route.FetchAsync();
                await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Body = (await answer.TextAsync()).Replace("data-live=", "data-still=", StringComparison.Ordinal) });
            });
        }

        await window.SignInAsync("李静");
        // Where a form sends the browser nobody can step in between.
        if (!isMarked) await window.Page.ReloadAsync();
        await window.Page.EvaluateAsync("window.leftOpen = true");
        Assert.Equal("0", await window.Page.Locator(Untaken).TextContentAsync());
        return window;
    }

    /// <returns>The case's name.</returns>
    private static async Task<string> ComplainAsync(Cinema cinema)
    {
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "空调太冷", ["too-cold"])).ShouldBe(201);
        return (await cinema.OneCaseAsync()).Name;
    }

    private static Task TakenAsync(Cinema cinema) =>
        Cinema.EventuallyAsync(async () => (await cinema.OneCaseAsync()).AcknowledgedAt is not null, "the case is taken");

    /// <summary>The page asks, and has had its answer.</summary>
    private static async Task LookAgainAsync(Window window)
    {
        var answer = window.Page.WaitForResponseAsync(r => r.Url.EndsWith("/console", StringComparison.Ordinal));
        await window.Page.Clock.FastForwardAsync(Wait);
        await (await answer).FinishedAsync();
        await Task.Delay(200, TestContext.Current.CancellationToken);
    }

    private static async Task StillOpenAsync(Window window)
    {
        Assert.True(await window.Page.EvaluateAsync<bool>("window.leftOpen === true"), "the page was loaded again");
        Assert.Empty(window.Faults);
    }
}
