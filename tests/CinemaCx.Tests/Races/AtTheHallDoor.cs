using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Races;

public sealed class AtTheHallDoor
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_ushers_scan_one_ticket_and_one_lets_the_guest_in(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (ushers, code) = await PrepareAsync(cinema);

        var answers = await ScanAsync(cinema, ushers, code);
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.ShouldRefuse(409, "ticket-already-entered"));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_of_the_ticket_several_would(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (ushers, _) = await PrepareAsync(cinema);
        Assert.True(await Crowd.EverAsync(rounds: 8, async () =>
        {
            cinema.TakeOut(sql => sql);
            var code = await TicketAsync(cinema);
            cinema.TakeOut(Guards.TicketIsValid);
            return (await ScanAsync(cinema, ushers, code)).Count(a => a.Status == 200) > 1;
        }));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Entering_and_giving_the_ticket_back_exclude_each_other(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (both, neither, _) = await EnterOrRefundAsync(cinema);
        Assert.Equal((0, 0), (both, neither));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_of_the_ticket_they_would_not(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        Assert.True(await Crowd.EverAsync(rounds: 3, async () =>
        {
            cinema.TakeOut(sql => sql);
            return (await EnterOrRefundAsync(cinema, Guards.TicketIsValid)).Both > 0;
        }));
    }

    private static async Task<(string[] Ushers, string Code)> PrepareAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var ushers = await Crowd.AtOnceAsync(Crowd.Size, async _ => (await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id)).Token);
        return (ushers, await TicketAsync(cinema));
    }

    private static async Task<string> TicketAsync(Cinema cinema)
    {
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        return await guest.TicketCodeAsync(order.Tickets[0].TicketId);
    }

    private static Task<Answer[]> ScanAsync(Cinema cinema, string[] ushers, string code) =>
        Crowd.AtOnceAsync(ushers.Length, i => cinema.StaffPostAsync(ushers[i], "/api/v1/entries", new { ticketCode = code }));

    /// <summary>Thirty-two tickets, each scanned and given back at the same moment.</summary>
    private static async Task<(int Both, int Neither, int Entered)> EnterOrRefundAsync(Cinema cinema, Func<string, string>? without = null)
    {
        var showing = await cinema.ShowingAsync();
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        var tickets = await Crowd.AtOnceAsync(Crowd.Size, i => BuyAsync(cinema, showing, i));
        if (without is not null) cinema.TakeOut(without);

        var rounds = await Crowd.AtOnceAsync(Crowd.Size, async i =>
        {
            var (guest, order, code) = tickets[i];
            var entering = cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = code });
            var refunding = guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = order.Seats.Select(s => s.Seat) });
            var (entry, refund) = (await entering, await refunding);
            if (entry.Status != 200 && without is null) entry.ShouldRefuse(409, "ticket-void");
            if (refund.Status != 201 && without is null) refund.ShouldRefuse(409, "seats-not-refundable");
            return (Entered: entry.Status == 200, Refunded: refund.Status == 201);
        });
        return (rounds.Count(r => r is { Entered: true, Refunded: true }), rounds.Count(r => r is { Entered: false, Refunded: false }), rounds.Count(r => r.Entered));
    }

    private static async Task<(Guest Guest, OrderView Order, string Code)> BuyAsync(Cinema cinema, Showing showing, int i)
    {
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsAsync(showing, await FreePairAsync(cinema, showing, i));
        await cinema.PayAsync(await guest.OpensPaymentAsync(order.Id));
        order = await guest.SeesOrderAsync(order.Id, "paid");
        return (guest, order, await guest.TicketCodeAsync(order.Tickets[0].TicketId));
    }

    private static async Task<string[]> FreePairAsync(Cinema cinema, Showing showing, int i)
    {
        using var map = await cinema.Http.GetAsync($"/api/v1/showtimes/{showing.Id}/seats");
        var seats = (await Answer.ReadAsync(map)).Body.GetProperty("seats").GetString()!;
        // Every guest has her own third of the pairs of the hall, so that a further round still finds some.
        return Halls.Pairs(showing.Plan).Where((_, pair) => pair % Crowd.Size == i).First(pair => seats[showing.Plan.IndexOf(pair[0])] == '.');
    }
}
