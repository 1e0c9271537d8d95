using System.Text;
using System.Text.RegularExpressions;
using CinemaCx.Cinemas;
using CinemaCx.Orders;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>
/// Whatever comes in, what goes out is the right 4xx with a stable code and a Chinese sentence, never anything of the machinery, and nobody is woken up: the
/// house fails a story in which an error was logged.
/// </summary>
public sealed partial class BadInput
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_the_guest_door(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var scene = await SceneAsync(cinema, guest);
        var faults = new List<string>();
        foreach (var bad in BadRequests.At(scene)) await TryAsync(faults, bad with { Path = cinema.Http.BaseAddress!.ToString().TrimEnd('/') + bad.Path }, cinema.Http, guest.Token);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_the_staff_door(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        var (manager, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        var faults = new List<string>();
        foreach (var bad in BadRequests.AtTheStaffDoor(usher, showing.Id)) await TryAsync(faults, bad with { Path = cinema.StaffUrl + bad.Path }, cinema.Http, manager);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_the_payment_platforms_callback(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        string[] bodies = ["", "{", "null", "{\"id\":\"x\",\"event_type\":\"TRANSACTION.SUCCESS\"}", "影院\0"];
        foreach (var body in bodies)
        {
            using var unsigned = await cinema.Http.PostAsync("/callbacks/wechat-pay", new StringContent(body, Encoding.UTF8, "application/json"));
            var answer = await Answer.ReadAsync(unsigned);
            Assert.Equal("FAIL", answer.ShouldBe(401).Code);
            Assert.DoesNotMatch(Machinery(), answer.Text);
        }

        using var large = new HttpRequestMessage(HttpMethod.Post, "/callbacks/wechat-pay") { Content = new StringContent(new string('x', 1024 * 1024)) };
        large.Headers.ExpectContinue = true;
        (await Answer.ReadAsync(await cinema.Http.SendAsync(large))).ShouldBe(413);
    }

    [Theory]
    [InlineData("/api/v1/orders/%00", 400)]
    [InlineData("/api/v1/showtimes/a%00b/seats", 400)]
    [InlineData("/api/v1/orders?before=long", 414)]
    public async Task What_is_no_request_at_all_never_reaches_the_door(string path, int status)
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        var refused = new BadRequest("GET", cinema.Http.BaseAddress!.ToString().TrimEnd('/') + path.Replace("long", new string('x', 20_000), StringComparison.Ordinal), null, status, "");

        Assert.Empty((await refused.SendAsync(cinema.Http, "x")).ShouldBe(status).Text);
    }

    [Fact]
    public void What_would_give_the_machinery_away_is_recognised()
    {
        Assert.Matches(Machinery(), "System.NullReferenceException: Object reference");
        Assert.Matches(Machinery(), "   at CinemaCx.Orders.PlaceOrder.RunAsync");
        Assert.Matches(Machinery(), "SELECT * FROM guests");
        Assert.Matches(Machinery(), "22021: invalid byte sequence for encoding, SqlState");
        Assert.DoesNotMatch(Machinery(), """{"status":404,"code":"order-not-found","title":"没有找到这笔订单"}""");
    }

    private static async Task TryAsync(List<string> faults, BadRequest bad, HttpClient http, string token)
    {
        var answer = await bad.SendAsync(http, token);
        var said = answer.Text.Length > 300 ? answer.Text[..300] : answer.Text;
        var type = answer.Headers.GetValueOrDefault("Content-Type");
        if (answer.Status != bad.Status || type?.StartsWith("application/problem+json", StringComparison.Ordinal) != true || answer.Code != bad.Code)
            faults.Add($"{bad}\n    wants {bad.Status} {bad.Code}, got {answer.Status} {type} {said}");
        else if (!Han().IsMatch(answer.Body.GetProperty("title").GetString()!) || answer.Body.GetProperty("status").GetInt32() != bad.Status)
            faults.Add($"{bad}\n    no sentence: {said}");
        if (Machinery().IsMatch(answer.Text)) faults.Add($"{bad}\n    gives away: {said}");
        if (answer.Status == 401 && !answer.Headers.ContainsKey("WWW-Authenticate")) faults.Add($"{bad}\n    401 without WWW-Authenticate");
    }

    private static async Task<BadInputScene> SceneAsync(Cinema cinema, Guest guest)
    {
        var (holder, buyer) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var showing = await cinema.ShowingAsync();
        var held = await holder.HoldsBestAsync(showing);
        var bought = await buyer.BuysAsync(showing);
        var mine = await guest.BuysAsync(showing);
        OrderView[] taken = [held, bought, mine];
        var free = showing.Plan.Seats.Where(s => s is { Kind: SeatKind.Standard, Block: SeatBlock.None }).Select(s => s.Label)
            .Except(taken.SelectMany(o => o.Seats).Select(s => s.Seat)).ToList();
        var elsewhere = await cinema.ShowingAsync(hall: "2号");
        var strange = elsewhere.Plan.Seats.Select(s => s.Label).Except(showing.Plan.Seats.Select(s => s.Label)).FirstOrDefault() ?? "ZZ1";
        return new BadInputScene(guest.Token, showing, free, strange, held.Id, bought.Id, bought.Tickets[0].TicketId, mine.Id);
    }

    // Words of exceptions, stack traces, queries and drivers.
    [GeneratedRegex(@"Exception|\bat [A-Z]\w*\.|SELECT|INSERT|SqlState|Npgsql|SQLite|\bSystem\.")]
    private static partial Regex Machinery();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
