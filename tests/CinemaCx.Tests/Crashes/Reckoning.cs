using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Seats;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using CinemaCx.Tickets;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>Goes through the books beside the house, whether it lives or not.</summary>
internal sealed class Reckoning : IAsyncDisposable
{
    private readonly OutsideWorld _world;
    private readonly WebApplication _services;

    public Reckoning(OutsideWorld world)
    {
        _world = world;
        _services = StandaloneHouse.BuildForVerbs(
            new ConfigurationBuilder().AddInMemoryCollection(world.Settings).Build(), TimeProvider.System, logging => logging.ClearProviders());
    }

    /// <summary>The house's own services, beside the house.</summary>
    public IServiceProvider Services => _services.Services;

    private Database Database => _services.Services.GetRequiredService<Database>();

    /// <summary>The rules of the books hold at every moment, so also in the moment of death.</summary>
    public async Task BooksShouldBalanceAsync(string when)
    {
        var findings = await _services.Services.GetRequiredService<Audit>().RunAsync(CancellationToken.None);
        Assert.True(findings.Count >= 10);
        var broken = findings.Where(f => f.Offenders.Count > 0).Select(f => $"{f.Rule}: {string.Join(", ", f.Offenders.Take(5))}").ToList();
        Assert.True(broken.Count == 0, $"{when}: {string.Join("; ", broken)}");
    }

    /// <summary>Waits until no payment is open and no refund unfinished. The platforms repeat what the dead house did not hear.</summary>
    public async Task SettleAsync(TimeSpan atMost)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var moved = 0; ; moved++)
        {
            await using (var db = Database.Read())
            {
                var payments = await db.GetTable<PaymentRow>().CountAsync(p => p.State == PaymentState.Open);
                var refunds = await db.GetTable<RefundRow>().CountAsync(r => r.State == RefundState.Requested || r.State == RefundState.Processing);
                if (payments + refunds == 0) return;
                Assert.True(
                    TimeProvider.System.GetElapsedTime(began) < atMost, $"{payments} payments are still open and {refunds} refunds unfinished after {atMost.TotalSeconds} s");
            }

            if (moved is > 0 and <= 4) _world.Clock.FastForward(TimeSpan.FromSeconds(15));
            await Task.Delay(500);
        }
    }

    /// <summary>Our books say of every fen what the platform says of it.</summary>
    /// <returns>How many payments were made.</returns>
    public async Task<int> MoneyShouldAgreeAsync()
    {
        await using var db = Database.Read();
        var ours = (await db.GetTable<PaymentRow>().ToListAsync()).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var refunds = (await db.GetTable<RefundRow>().ToListAsync()).ToDictionary(r => r.Id, StringComparer.Ordinal);
        var (received, returned, payments) = (0L, 0L, 0);
        foreach (var theirs in await _world.PaymentsAsync())
        {
            var payment = ours[theirs.GetProperty("outTradeNo").GetString()!];
            if (!theirs.TryGetProperty("paidTotal", out var total) || total.ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                Assert.Equal(PaymentState.Closed, payment.State);
                continue;
            }

            payments++;
            received += total.GetInt64();
            Assert.Equal((PaymentState.Paid, total.GetInt64()), (payment.State, payment.Paid.Value));
            foreach (var refund in theirs.GetProperty("refunds").EnumerateArray())
            {
                returned += refund.GetProperty("refund").GetInt64();
                var known = refunds[refund.GetProperty("outRefundNo").GetString()!];
                Assert.Equal((payment.Id, RefundState.Succeeded, refund.GetProperty("refund").GetInt64()), (known.PaymentId, known.State, known.Amount.Value));
            }
        }

        Assert.Equal(received, ours.Values.Where(p => p.State == PaymentState.Paid).Sum(p => p.Paid.Value));
        Assert.Equal(returned, refunds.Values.Where(r => r.State == RefundState.Succeeded).Sum(r => r.Amount.Value));
        Assert.Equal(returned, ours.Values.Sum(p => p.Refunded.Value));
        return payments;
    }

    /// <summary>One ticket for each seat that is sold, none besides; nothing held is left.</summary>
    public async Task SeatsShouldAgreeAsync()
    {
        await using var db = Database.Read();
        var tickets = await db.GetTable<TicketRow>().Where(t => t.State != TicketState.Void).Select(t => t.ShowtimeId + " " + t.Seat).ToListAsync();
        var claims = await db.GetTable<SeatClaimRow>().ToListAsync();
        Assert.Equal(tickets.Distinct(StringComparer.Ordinal).Count(), tickets.Count);
        Assert.All(claims, claim => Assert.Equal(ClaimKind.Sold, claim.Kind));
        Assert.Equal(claims.Select(c => c.ShowtimeId + " " + c.Seat).Order(StringComparer.Ordinal), tickets.Order(StringComparer.Ordinal));
    }

    /// <summary>What a guest was told before the house died is still true.</summary>
    public async Task PromisesShouldBeKeptAsync(Promises promises)
    {
        await using var db = Database.Read();
        var orders = (await db.GetTable<OrderRow>().ToListAsync()).ToDictionary(o => o.Id, o => o.State, StringComparer.Ordinal);
        var refunds = (await db.GetTable<RefundRow>().Select(r => r.Id).ToListAsync()).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(promises.Errors.Keys);
        Assert.All(promises.Placed.Keys, id => Assert.Contains(id, orders.Keys));
        Assert.All(promises.Paid.Keys, id => Assert.Equal(OrderState.Paid, orders[id]));
        Assert.All(promises.Cancelled.Keys, id => Assert.True(orders[id] is OrderState.Cancelled or OrderState.Expired, $"{id} is {orders[id]}"));
        Assert.All(promises.Refunds.Keys, id => Assert.Contains(id, refunds));
    }

    public async Task<List<string>> ShowtimesAsync(int count)
    {
        var earliest = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(25);
        await using var db = Database.Read();
        return await db.GetTable<Showtimes.ShowtimeRow>().Where(s => s.StartsAt >= earliest)
            .OrderBy(s => s.StartsAt).Select(s => s.Id).Take(count).ToListAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
