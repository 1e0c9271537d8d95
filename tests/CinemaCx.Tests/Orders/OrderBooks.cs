using CinemaCx.Cinemas;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using CinemaCx.Tickets;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>What is written down about one order.</summary>
internal sealed record OrderBooks(
    OrderRow Order, PaymentRow? Payment, IReadOnlyList<RefundRow> Refunds, IReadOnlyList<TicketRow> Tickets, IReadOnlyList<SeatClaimRow> Claims)
{
    public IEnumerable<TicketRow> Living => Tickets.Where(t => t.State != TicketState.Void);
}

internal static class ReadingTheBooks
{
    public static Database GuestDatabase(this Cinema cinema) => cinema.House.Guest.Services.GetRequiredService<Database>();

    public static async Task<OrderBooks> BooksOfAsync(this Cinema cinema, string orderId)
    {
        await using var db = cinema.Database.Read();
        return new OrderBooks(
            await db.GetTable<OrderRow>().FirstAsync(o => o.Id == orderId),
            await db.GetTable<PaymentRow>().FirstOrDefaultAsync(p => p.OrderId == orderId),
            await db.GetTable<RefundRow>().Where(r => r.OrderId == orderId).OrderBy(r => r.Id).ToListAsync(),
            await db.GetTable<TicketRow>().Where(t => t.OrderId == orderId).ToListAsync(),
            await db.GetTable<SeatClaimRow>().Where(c => c.OrderId == orderId).ToListAsync());
    }

    /// <summary>Waits until the books show it.</summary>
    public static async Task<OrderBooks> BooksShowAsync(this Cinema cinema, string orderId, Func<OrderBooks, bool> truth, string what)
    {
        OrderBooks books = null!;
        await Cinema.EventuallyAsync(async () => truth(books = await cinema.BooksOfAsync(orderId)), what);
        return books;
    }

    /// <summary>All the money that came for the order is back at the guest, and there is no ticket.</summary>
    public static async Task MoneyIsBackAsync(this Cinema cinema, string orderId, long fen)
    {
        var books = await cinema.BooksShowAsync(
            orderId, b => b.Refunds.Count == 1 && b.Refunds[0].State == RefundState.Succeeded, $"all the money of {orderId} goes back");
        Assert.Equal(OrderState.Cancelled, books.Order.State);
        Assert.Empty(books.Living);
        Assert.Empty(books.Claims);
        Assert.Equal(fen, books.Refunds[0].Amount.Value);
        Assert.Equal((fen, fen), (books.Payment!.Paid.Value, books.Payment.Refunded.Value));
        var money = await cinema.MoneyAsync(books.Payment.Id);
        Assert.Equal((fen, fen), (money.Paid, money.Returned));
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>She has one living ticket for each seat, and nothing was sent back.</summary>
    public static async Task HasHerTicketsAsync(this Cinema cinema, OrderView order)
    {
        var books = await cinema.BooksShowAsync(order.Id, b => b.Order.State == OrderState.Paid, $"order {order.Id} is paid");
        Assert.Equal(order.Seats.Select(s => s.Seat).Order(StringComparer.Ordinal), books.Living.Select(t => t.Seat).Order(StringComparer.Ordinal));
        Assert.Equal(order.Seats.Count, books.Tickets.Count);
        Assert.Empty(books.Refunds);
        Assert.Equal(order.TotalFen, books.Payment!.Paid);
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>So many ordinary seats side by side, with room on both sides.</summary>
    public static string[] SideBySide(this Showing showing, int count, int rowsToSkip = 0)
    {
        foreach (var row in showing.Plan.Seats.GroupBy(s => s.Y))
        {
            var run = new List<Seat>();
            foreach (var seat in row.OrderBy(s => s.X))
            {
                if (seat.Kind != SeatKind.Standard || seat.Block != SeatBlock.None || (run.Count > 0 && run[^1].X + 1 != seat.X)) run.Clear();
                if (seat.Kind == SeatKind.Standard && seat.Block == SeatBlock.None) run.Add(seat);
                if (run.Count < count + 4) continue;
                if (rowsToSkip-- > 0) break;
                return [.. run.Skip(2).Take(count).Select(s => s.Label)];
            }
        }

        throw new InvalidOperationException("no row is long enough");
    }
}
