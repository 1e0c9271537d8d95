using CinemaCx.Orders;
using CinemaCx.Platform.Web;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Races;

/// <summary>A phone in a tunnel sends the same request again and again.</summary>
public sealed class RepeatedRequests
{
    private const string Key = "from-the-tunnel";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_times_the_same_order_is_one_order_and_one_answer(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var pair = Halls.Pairs(showing.Plan)[3];

        var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => guest.HoldAsync(showing, pair, Key));
        Assert.All(answers, a => Assert.Equal(answers[0].ShouldBe(201).Text, a.ShouldBe(201).Text));
        Assert.Single((await guest.GetAsync("/api/v1/orders")).As<OrderView[]>());
        (await guest.HoldAsync(showing, Halls.Pairs(showing.Plan)[5], Key)).ShouldRefuse(422, "idempotency-key-reused");

        // Two guests may use the same words.
        Assert.NotEqual(answers[0].As<OrderView>().Id, (await (await cinema.GuestAsync()).HoldAsync(showing, Halls.Pairs(showing.Plan)[5], Key)).ShouldBe(201).As<OrderView>().Id);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_repeat_places_nothing_even_when_the_seats_are_free_again_but_would_without_the_key(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var pair = Halls.Pairs(showing.Plan)[3];

        var first = (await guest.HoldAsync(showing, pair, Key)).ShouldBe(201).As<OrderView>();
        (await guest.PostAsync($"/api/v1/orders/{first.Id}/cancellation")).ShouldBe(200);
        await RepeatAsync();
        Assert.Single((await guest.GetAsync("/api/v1/orders")).As<OrderView[]>());

        cinema.TakeOut(Guards.KeyIsNew);
        await RepeatAsync();
        Assert.True((await guest.GetAsync("/api/v1/orders")).As<OrderView[]>().Length > 1);

        Task<Answer[]> RepeatAsync() => Crowd.AtOnceAsync(Crowd.Size, _ => guest.HoldAsync(showing, pair, Key));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_request_that_failed_leaves_no_key(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (owner, guest) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var pair = Halls.Pairs(showing.Plan)[3];

        var order = await owner.HoldsAsync(showing, pair);
        var refused = await Crowd.AtOnceAsync(Crowd.Size, _ => guest.HoldAsync(showing, pair, Key));
        Assert.All(refused, a => a.ShouldRefuse(409, "seats-taken"));
        await using (var db = cinema.Database.Read()) Assert.False(await db.GetTable<IdempotencyRow>().AnyAsync(r => r.Key == Key));

        (await owner.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        (await guest.HoldAsync(showing, pair, Key)).ShouldBe(201);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_times_the_same_refund_is_one_refund_and_one_answer(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        var seat = order.Seats[0].Seat;

        var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => RefundAsync(Key));
        Assert.All(answers, a => Assert.Equal(answers[0].ShouldBe(201).Text, a.ShouldBe(201).Text));
        Assert.Single((await guest.OrderAsync(order.Id)).Refunds);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = order.Seats.Select(s => s.Seat) }, Key)).ShouldRefuse(422, "idempotency-key-reused");

        (await RefundAsync("another-key")).ShouldRefuse(409, "seats-not-refundable");
        await using (var db = cinema.Database.Read()) Assert.False(await db.GetTable<IdempotencyRow>().AnyAsync(r => r.Key == "another-key"));
        await cinema.BooksShouldBalanceAsync();

        Task<Answer> RefundAsync(string key) => guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { seat } }, key);
    }
}
