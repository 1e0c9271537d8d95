using System.Text.Json;
using CinemaCx.Feedback;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Feedback;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>WeChat decides whether a guest's words may be public; staff read them at once whatever it says.</summary>
public sealed class TextsAreChecked
{
    [Theory]
    [InlineData("sqlite+garnet", "空调太冷", TextState.Pass)]
    [InlineData("postgres+redis", "空调太冷", TextState.Pass)]
    [InlineData("sqlite+garnet", "这是模拟违规的话", TextState.Risky)]
    [InlineData("sqlite+garnet", "这是模拟存疑的话", TextState.Unchecked)]
    public async Task The_platforms_verdict_decides(string backing, string comment, TextState state)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (guest, ticket) = await BuyAsync(cinema, "oTextChecked1");

        await SayAsync(guest, ticket, comment);

        await CheckedAsync(cinema, 1);
        await Cinema.EventuallyAsync(async () => (await cinema.AnswersAsync()).Single().TextState == state, "the verdict is written down");
        var asked = (await CallsAsync(cinema))[0];
        var sent = JsonDocument.Parse(asked.GetProperty("requestBody").GetString()!).RootElement;
        Assert.Equal(("oTextChecked1", 2, 2, comment), (sent.GetProperty("openid").GetString(), sent.GetProperty("version").GetInt32(), sent.GetProperty("scene").GetInt32(), sent.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task A_slow_or_failing_check_delays_no_alert_and_is_asked_again()
    {
        await using var cinema = await Evening.OpenAsync("sqlite+garnet");
        var (guest, ticket) = await BuyAsync(cinema, "oTextChecked2");
        await cinema.SimAsync(cinema.WeChatUrl, "faults", new { path = "/wxa/msg_sec_check", kind = "errcode", errcode = 45009, times = 2 });
        await cinema.SimAsync(cinema.WeChatUrl, "faults", new { path = "/wxa/msg_sec_check", kind = "slow", ms = 3000 });

        await SayAsync(guest, ticket, "这是模拟违规的话");

        StaffPhone[] phones = [cinema.Phone("lijing"), cinema.Phone("zhoufang")];
        await Cinema.EventuallyAsync(async () => (await Task.WhenAll(phones.Select(p => p.CardsAsync()))).Any(c => c.Count > 0), "the card");
        var card = (await Task.WhenAll(phones.Select(p => p.CardsAsync()))).First(c => c.Count > 0)[0];
        Assert.Contains("模拟违规", card.Card!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(TextState.Unchecked, (await cinema.AnswersAsync()).Single().TextState);
        await Cinema.EventuallyAsync(
            async () =>
            {
                cinema.FastForward(TimeSpan.FromSeconds(2));
                return (await cinema.AnswersAsync()).Single().TextState == TextState.Risky;
            },
            "the verdict comes in the end");
        Assert.Equal(3, (await CallsAsync(cinema)).Count);
    }

    [Fact]
    public async Task Whoever_is_not_known_or_was_not_here_lately_stays_unchecked()
    {
        await using var cinema = await Evening.OpenAsync("sqlite+garnet");
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 5, "很好看")).ShouldBe(201);
        var (guest, ticket) = await BuyAsync(cinema, "oTextChecked3");
        cinema.FastForward(TimeSpan.FromHours(3));
        await SayAsync(guest, ticket, "座位舒服");

        await CheckedAsync(cinema, 1);
        await Task.Delay(300);
        Assert.All(await cinema.AnswersAsync(), a => Assert.Equal(TextState.Unchecked, a.TextState));
        // She opened the mini-program again: her next words are checked.
        await cinema.SimAsync(cinema.WeChatUrl, "visits", new { openid = "oTextChecked3" });
        await SayAsync(guest, ticket, "座位很舒服");
        await Cinema.EventuallyAsync(async () => (await cinema.AnswersAsync()).Any(a => a.TextState == TextState.Pass), "the new words are checked");
        Assert.Equal(2, (await CallsAsync(cinema)).Count);
    }

    private static async Task<(Guest Guest, string Ticket)> BuyAsync(Cinema cinema, string openId)
    {
        var guest = await cinema.GuestAsync(openId);
        return (guest, (await guest.BuysAsync(await cinema.ShowingAsync())).Tickets[0].TicketId);
    }

    private static string Id(string ticket) => "ans" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ticket)))[..32];

    private static async Task SayAsync(Guest guest, string ticket, string comment) =>
        Assert.InRange((await guest.PostAsync("/api/v1/feedback", new { id = Id(ticket), ticketId = ticket, stars = 1, comment })).Status, 200, 201);

    private static async Task<IReadOnlyList<JsonElement>> CallsAsync(Cinema cinema) =>
        [.. JsonDocument.Parse(await cinema.Http.GetStringAsync(cinema.WeChatUrl + "/_sim/calls?path=/wxa/msg_sec_check")).RootElement.GetProperty("calls").EnumerateArray()];

    private static Task CheckedAsync(Cinema cinema, int times) => Cinema.EventuallyAsync(async () => (await CallsAsync(cinema)).Count >= times, "the platform is asked");
}
