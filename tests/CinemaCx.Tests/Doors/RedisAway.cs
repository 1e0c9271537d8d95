using System.Net.Http.Json;
using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>
/// Redis goes away and comes back while the house is open. Who holds a ticket still sees it; buying says clearly that it must wait; nothing is lost and nothing
/// has to be restarted.
/// </summary>
public sealed class RedisAway
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Holders_still_see_what_is_theirs_and_buying_waits(string backing)
    {
        await using var redis = new Redis();
        await using var cinema = await Cinema.OpenAsync(backing, redis.Setting);
        var showing = await cinema.ShowingAsync();
        var (owner, holder, next) = (await cinema.GuestAsync(), await cinema.GuestAsync(), await cinema.GuestAsync());
        var bought = await owner.BuysAsync(showing);
        var held = await holder.HoldsBestAsync(showing);
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        (await ReadyAsync(cinema)).ShouldBe(200);

        await redis.GoAwayAsync();
        await Cinema.EventuallyAsync(async () => (await ReadyAsync(cinema)).Status == 503, "readiness says so");

        var ready = await ReadyAsync(cinema);
        Assert.Equal(("down", "up", "down"), (Word(ready, "status"), Word(ready, "database"), Word(ready, "redis")));
        (await cinema.Http.GetAsync("/health/live")).EnsureSuccessStatusCode();
        await EverythingToLookAtIsThereAsync(cinema, showing, owner, bought, holder, held);
        await BuyingWaitsAsync(cinema, showing, next, holder, held.Id);
        // The staff door asks the database alone.
        var code = await owner.TicketCodeAsync(bought.Tickets[0].TicketId);
        (await cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = code })).ShouldBe(200);
        (await (new Guest(cinema, "made-up")).GetAsync("/api/v1/orders")).ShouldRefuse(401, "session-invalid");

        redis.ComeBack();
        await Cinema.EventuallyAsync(async () => (await ReadyAsync(cinema)).Status == 200, "readiness says it is back");

        // The server came back empty, as after a crash without a disk: sessions are begun again, holds were never in it.
        await Cinema.EventuallyAsync(async () => (await next.GetAsync("/api/v1/me")).Status == 401, "the guest door has noticed");
        Assert.Equal(OrderState.Held, (await SeenAgainAsync(cinema, held.Id)).State);
        (await (await cinema.GuestAsync()).HoldAsync(showing, held.Seats.Select(s => s.Seat))).ShouldRefuse(409, "seats-taken");
        Assert.Equal("paid", (await (await cinema.GuestAsync()).BuysAsync(showing)).State);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_server_that_keeps_its_data_brings_the_sessions_back(string backing)
    {
        await using var redis = new Redis(keeps: true);
        await using var cinema = await Cinema.OpenAsync(backing, redis.Setting);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var held = await guest.HoldsBestAsync(showing);

        await redis.GoAwayAsync();
        await Cinema.EventuallyAsync(async () => (await guest.PostAsync($"/api/v1/orders/{held.Id}/payment")).Status == 503, "paying waits");
        redis.ComeBack();
        await Cinema.EventuallyAsync(async () => (await guest.GetAsync("/health/ready")).Status == 200, "it is back");

        await cinema.PayAsync(await guest.OpensPaymentAsync(held.Id));
        Assert.Equal(2, (await guest.SeesOrderAsync(held.Id, "paid")).Tickets.Count);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Rate_limits_are_then_counted_by_the_process(string backing)
    {
        await using var redis = new Redis();
        await using var cinema = await Cinema.OpenAsync(backing, redis.Setting, ("RateLimits:Enabled", "true"), ("RateLimits:Permits:sign-in", "8"));
        await cinema.GuestAsync();
        await redis.GoAwayAsync();
        await Cinema.EventuallyAsync(async () => (await ReadyAsync(cinema)).Status == 503, "readiness says so");
        cinema.FastForward(TimeSpan.FromMinutes(2));

        var statuses = new List<int>();
        for (var i = 0; i < 6; i++) statuses.Add((await Answer.ReadAsync(await cinema.Http.PostAsJsonAsync("/api/v1/sessions", new { code = "made-up" }))).Status);

        Assert.Equal([401, 401, 401, 401, 429, 429], statuses);
    }

    private static async Task EverythingToLookAtIsThereAsync(
        Cinema cinema, Showing showing, Guest owner, OrderView bought, Guest holder, OrderView held)
    {
        (await owner.GetAsync($"/api/v1/tickets/{bought.Tickets[0].TicketId}")).ShouldBe(200);
        Assert.Equal(bought.Id, (await owner.GetAsync("/api/v1/orders")).ShouldBe(200).Body[0].GetProperty("id").GetString());
        Assert.Equal("held", (await holder.OrderAsync(held.Id)).State);
        (await owner.GetAsync($"/api/v1/orders/{bought.Id}/refund")).ShouldBe(200);
        (await owner.GetAsync("/api/v1/me")).ShouldBe(200);
        // The seat map: without a session, and with one her own seats are still hers.
        Assert.Equal(4, Letters(await Answer.ReadAsync(await cinema.Http.GetAsync(MapOf(showing)))).Count(c => c == 'x'));
        Assert.Equal(2, Letters(await holder.GetAsync(MapOf(showing))).Count(c => c == 'm'));
        (await Answer.ReadAsync(await cinema.Http.GetAsync($"/api/v1/cinemas/{showing.Cinema.Id}/showtimes"))).ShouldBe(200);
    }

    private static async Task BuyingWaitsAsync(Cinema cinema, Showing showing, Guest next, Guest holder, string heldOrder)
    {
        Answer[] refused =
        [
            await next.HoldAsync(showing, ["A1"]),
            await holder.PostAsync($"/api/v1/orders/{heldOrder}/payment"),
            await holder.PostAsync($"/api/v1/orders/{heldOrder}/cancellation"),
            await holder.PostAsync($"/api/v1/orders/{heldOrder}/refund", new { seats = new[] { "A1" } }),
            await next.SendAsync(HttpMethod.Put, "/api/v1/me/phone", new { code = "x" }),
            await next.SendAsync(HttpMethod.Delete, "/api/v1/sessions/current"),
            await SignInAsync(cinema),
        ];
        foreach (var answer in refused)
        {
            answer.ShouldRefuse(503, "session-store-unavailable");
            Assert.NotEqual("0", answer.Headers["Retry-After"]);
        }
    }

    private static async Task<Answer> SignInAsync(Cinema cinema)
    {
        var code = (await cinema.SimAsync(cinema.WeChatUrl, "login-codes")).GetProperty("code").GetString();
        return await Answer.ReadAsync(await cinema.Http.PostAsJsonAsync("/api/v1/sessions", new { code }));
    }

    /// <summary>An order as the database has it.</summary>
    private static async Task<OrderRow> SeenAgainAsync(Cinema cinema, string orderId)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<OrderRow>().FirstAsync(o => o.Id == orderId);
    }

    private static async Task<Answer> ReadyAsync(Cinema cinema) => await Answer.ReadAsync(await cinema.Http.GetAsync("/health/ready"));

    private static string? Word(Answer readiness, string member) => readiness.Body.GetProperty(member).GetString();

    private static string MapOf(Showing showing) => $"/api/v1/showtimes/{showing.Id}/seats";

    private static string Letters(Answer map) => map.ShouldBe(200).Body.GetProperty("seats").GetString()!;

    /// <summary>A server of one test's own, that can go away and come back where it was.</summary>
    private sealed class Redis : IAsyncDisposable
    {
        private readonly string? _folder;
        private readonly int _port;
        private EmbeddedRedis? _server;

        public Redis(bool keeps = false)
        {
            _folder = keeps ? Directory.CreateTempSubdirectory("cinemacx-redis-").FullName : null;
            _server = EmbeddedRedis.Start(0, _folder, NullLoggerFactory.Instance);
            _port = _server.Port;
        }

        // Slow on a crowded machine is not away; a lost connection is noticed as quickly as ever.
        public (string, string?) Setting => ("Redis:ConnectionString", $"127.0.0.1:{_port},syncTimeout=10000");

        public async Task GoAwayAsync()
        {
            await _server!.DisposeAsync();
            _server = null;
        }

        public void ComeBack() => _server = EmbeddedRedis.Start(_port, _folder, NullLoggerFactory.Instance);

        public async ValueTask DisposeAsync()
        {
            if (_server is not null) await _server.DisposeAsync();
            if (_folder is not null) Directory.Delete(_folder, recursive: true);
        }
    }
}
