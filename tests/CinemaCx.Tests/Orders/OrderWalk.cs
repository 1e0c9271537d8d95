using System.Net.Http.Json;
using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using CinemaCx.Tickets;
using LinqToDB;
using LinqToDB.Async;
using Xunit;
using Xunit.Sdk;

namespace CinemaCx.Tests.Orders;

/// <summary>Leads two guests through a sequence of steps in the real house, a showtime of their own, and compares it with the model after each.</summary>
internal sealed class OrderWalk
{
    private static readonly TimeSpan BeforeStart = TimeSpan.FromMinutes((24 * 60) + 20);

    private readonly Cinema _cinema;
    private readonly Guest[] _guests;
    private readonly string[] _coupons;
    private readonly ShowtimeRow _showtime;
    private readonly string[][] _choices;
    private readonly OrderModel _model;
    private readonly List<string> _story = [];

    private OrderWalk(Cinema cinema, Guest[] guests, string[] coupons, ShowtimeRow showtime, string[][] choices, Seen seen)
    {
        (_cinema, _guests, _coupons, _showtime, _choices) = (cinema, guests, coupons, showtime, choices);
        _model = new OrderModel(showtime.StartsAt, seen);
    }

    public static async Task RunAsync(Cinema cinema, Showing pattern, Step[] steps, Seen seen)
    {
        var showtime = await NewShowtimeAsync(cinema, pattern);
        var (here, there) = (pattern.SideBySide(2), pattern.SideBySide(2, rowsToSkip: 1));
        var guests = await cinema.GuestsAsync(2);
        var template = await cinema.TemplateAsync();
        string[] coupons = [await cinema.GiveCouponAsync(guests[0], template), await cinema.GiveCouponAsync(guests[1], template)];
        var walk = new OrderWalk(cinema, guests, coupons, showtime, [here, [.. here, .. there], there], seen);
        try
        {
            foreach (var step in steps)
            {
                var act = walk._model.Meaning(step, walk.Now);
                walk._story.Add($"{act}({step.Who},{step.Choice})");
                await walk.TakeAsync(act, step);
                await walk.CompareAsync();
            }

            await walk.SettleAsync();
        }
        catch (Exception e) when (e is IAssertionException)
        {
            throw new XunitException(string.Join(", ", walk._story) + ": " + e.Message, e);
        }
    }

    private DateTimeOffset Now => _cinema.Clock.Now();

    private async Task TakeAsync(Act act, Step step)
    {
        var order = _model.LatestOf(step.Who);
        switch (act)
        {
            case Act.Hold:
                await HoldAsync(step.Who, _choices[step.Choice]);
                break;
            case Act.OpenPayment when order is not null:
                await OpenAsync(order);
                break;
            case Act.Pay or Act.PaySilently or Act.PayAnyway or Act.PayAnywaySilently when order is { PaymentId: not null }:
                await PayAsync(order, act);
                break;
            case Act.TellAgain when order is { Theirs: Till.Paid }:
                _model.Hear(order, Now);
                Assert.Equal([204], await _cinema.TellAsync(order.PaymentId!, new { oldNotificationId = true }));
                break;
            case Act.Cancel when order is not null:
                await CancelAsync(order);
                break;
            case Act.RefundOne when order is not null:
                await RefundAsync(order, [order.Prices.Keys.ElementAt(step.Choice % order.Prices.Count)]);
                break;
            case Act.RefundAll when order is not null:
                var left = order.Prices.Keys.Except(order.Returned, StringComparer.Ordinal).ToArray();
                await RefundAsync(order, left.Length > 0 ? left : [.. order.Prices.Keys]);
                break;
            case Act.OneMinute or Act.FiveMinutes or Act.SixteenMinutes:
                _cinema.FastForward(TimeSpan.FromMinutes(act switch { Act.OneMinute => 1, Act.FiveMinutes => 5, _ => 16 }));
                break;
            case Act.RunTimers:
                await RunTimersAsync();
                break;
        }
    }

    private async Task HoldAsync(int who, string[] seats)
    {
        var expected = _model.MayHold(who, seats, Now);
        var hasCoupon = expected && _model.CouponHolder(who, Now) is null;
        var answer = await _guests[who].PostAsync("/api/v1/orders", new { showtimeId = _showtime.Id, seats, couponIds = hasCoupon ? new[] { _coupons[who] } : [] });
        answer.ShouldBe(expected ? 201 : 409);
        if (!expected) return;
        var view = answer.As<OrderView>();
        _model.Hold(new ModelOrder(view.Id, who, view.ExpiresAt!.Value, view.Seats.ToDictionary(s => s.Seat, s => s.PriceFen.Value, StringComparer.Ordinal)) { HasCoupon = hasCoupon });
    }

    private async Task OpenAsync(ModelOrder order)
    {
        var now = Now;
        var answer = await _guests[order.Who].PostAsync($"/api/v1/orders/{order.Id}/payment");
        if (order.Stage == Stage.Paid) answer.ShouldRefuse(409, "order-already-paid");
        else if (order.Stage == Stage.Expired || (order.Stage == Stage.Held && order.HeldUntil <= now)) answer.ShouldRefuse(409, "hold-ended");
        else if (order.Stage == Stage.Cancelled) answer.ShouldRefuse(409, "order-ended");
        else if (order.Theirs == Till.Paid) answer.ShouldRefuse(409, "payment-not-accepted");
        else answer.ShouldBe(200);
        if (answer.Status != 200 || order.Ours != Till.None) return;
        order.Ours = order.Theirs = Till.Open;
        order.Watched = true;
        order.PaymentId = (await _cinema.BooksOfAsync(order.Id)).Payment!.Id;
        order.PayableUntil = order.HeldUntil > now.AddMinutes(1) ? order.HeldUntil : now.AddMinutes(1);
    }

    private async Task PayAsync(ModelOrder order, Act how)
    {
        var anyway = how is Act.PayAnyway or Act.PayAnywaySilently;
        var possible = order.Theirs != Till.Paid && (anyway || (order.Theirs == Till.Open && Now < order.PayableUntil));
        using var paid = await _cinema.Http.PostAsJsonAsync(
            $"{_cinema.PayUrl}/_sim/payments/{order.PaymentId}/pay", new { notify = "none", force = anyway });
        Assert.Equal(possible, paid.IsSuccessStatusCode);
        if (!possible) return;
        order.Theirs = Till.Paid;
        // Of what it said is closed for good the platform may be late to speak, but not for ever silent.
        if (how is Act.PaySilently or Act.PayAnywaySilently && order.Watched) return;
        _model.Hear(order, Now);
        Assert.Equal([204], await _cinema.TellAsync(order.PaymentId!));
    }

    private async Task CancelAsync(ModelOrder order)
    {
        if (order.Stage == Stage.Held && order.Ours == Till.None) _model.End(order, Stage.Cancelled);
        else _model.Settle(order, Now, giveUp: true);
        var answer = await _guests[order.Who].PostAsync($"/api/v1/orders/{order.Id}/cancellation");
        if (order.Stage == Stage.Paid) answer.ShouldRefuse(409, "order-already-paid");
        else answer.ShouldBe(200);
    }

    private async Task RefundAsync(ModelOrder order, string[] seats)
    {
        var answer = await _guests[order.Who].PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats });
        if (order.Stage != Stage.Paid) answer.ShouldRefuse(409, "order-not-paid");
        else if (seats.Any(order.Returned.Contains)) answer.ShouldRefuse(409, "seats-not-refundable");
        else
        {
            answer.ShouldBe(201);
            _model.Refund(order, seats, Now);
        }
    }

    private async Task RunTimersAsync()
    {
        var now = Now;
        foreach (var timer in await _cinema.RunDueAsync())
            if (_model.Orders.FirstOrDefault(o => "settle_" + o.PaymentId == timer) is { } order) _model.Ring(order, now);
    }

    private async Task CompareAsync()
    {
        await using var db = _cinema.Database.Read();
        var orders = await db.GetTable<OrderRow>().Where(o => o.ShowtimeId == _showtime.Id).ToDictionaryAsync(o => o.Id);
        var ids = orders.Keys.ToList();
        var payments = await db.GetTable<PaymentRow>().Where(p => ids.Contains(p.OrderId)).ToDictionaryAsync(p => p.OrderId);
        var claims = await db.GetTable<SeatClaimRow>().Where(c => c.ShowtimeId == _showtime.Id).ToListAsync();
        var tickets = await db.GetTable<TicketRow>().Where(t => t.ShowtimeId == _showtime.Id && t.State != TicketState.Void).ToListAsync();

        Same("orders", _model.Orders.Select(o => $"{o.Id} {o.Stage}"), orders.Values.Select(o => $"{o.Id} {o.State}"));
        Same("money", _model.Orders.Where(o => o.PaymentId is not null).Select(o => $"{o.PaymentId} {o.Ours} {o.In} {o.Back}"),
            payments.Values.Select(p => $"{p.Id} {p.State} {p.Paid.Value} {p.Refunded.Value}"));
        Same("seats", _model.Claims.Select(c => $"{c.Key} {c.Value.Order.Id} {(c.Value.Sold ? "Sold" : "Hold")}"),
            claims.Select(c => $"{c.Seat} {c.OrderId} {c.Kind}"));
        Same("tickets", _model.Claims.Where(c => c.Value.Sold).Select(c => $"{c.Key} {c.Value.Order.Id}"), tickets.Select(t => $"{t.Seat} {t.OrderId}"));
        var now = Now;
        foreach (var (coupon, who) in _coupons.Select((c, i) => (c, i)))
        {
            var present = Coupon.At(await db.GetTable<CouponRow>().FirstAsync(c => c.Id == coupon), now);
            var holder = _model.CouponHolder(who, now);
            Same("coupon", [$"{(holder is null ? "Issued" : holder.Stage == Stage.Paid ? "Used" : "Locked")} {holder?.Id}"], [$"{present.State} {present.LockedByOrder ?? present.UsedByOrder}"]);
        }

        await _cinema.BooksShouldBalanceAsync();
    }

    /// <summary>A minute after the last step all money has become tickets or goes back; later it has arrived.</summary>
    private async Task SettleAsync()
    {
        _cinema.FastForward(TimeSpan.FromSeconds(50));
        await RunTimersAsync();
        _story.Add("a minute later");
        await CompareAsync();
        Assert.All(_model.Orders.Where(o => o.Ours != Till.Closed), o => Assert.Equal(o.Theirs == Till.Paid, o.Ours == Till.Paid));
        Assert.All(_model.Orders.Where(o => o.Ours == Till.Paid), o =>
            Assert.True(o.Stage == Stage.Paid ? o.Prices.Keys.All(s => o.Returned.Contains(s) || _model.Claims[s] == (o, true)) : o.Back == o.In));

        _cinema.FastForward(TimeSpan.FromMinutes(16));
        var passes = 0;
        do
        {
            Assert.True(passes++ < 12, "refunds do not come to an end");
            await RunTimersAsync();
            _cinema.FastForward(TimeSpan.FromSeconds(65));
        }
        while (passes < 5 || await IsAnythingLeftAsync());
        _story.Add("in the end");
        await CompareAsync();
        Assert.DoesNotContain(_model.Orders, o => o.Ours == Till.Open || (o.Theirs == Till.Paid) != (o.Ours == Till.Paid));
        foreach (var order in _model.Orders.Where(o => o.PaymentId is not null))
        {
            var money = await _cinema.MoneyAsync(order.PaymentId!);
            Assert.Equal((order.In, order.Back), (money.Paid, money.Returned));
        }
    }

    private async Task<bool> IsAnythingLeftAsync()
    {
        var mine = _model.Orders.Select(o => o.Id).ToList();
        await using var db = _cinema.Database.Read();
        return await db.GetTable<RefundRow>().AnyAsync(r => mine.Contains(r.OrderId) && r.State != RefundState.Succeeded);
    }

    private static void Same(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, got) = (string.Join("; ", expected.Order(StringComparer.Ordinal)), string.Join("; ", actual.Order(StringComparer.Ordinal)));
        Assert.True(wanted == got, $"{what}: expected [{wanted}], got [{got}]");
    }

    internal static async Task<ShowtimeRow> NewShowtimeAsync(Cinema cinema, Showing pattern)
    {
        var starts = cinema.Clock.Now() + BeforeStart;
        var row = pattern.Showtime with
        {
            Id = Id.New("sho", cinema.Clock.Now()),
            Code = Guid.NewGuid().ToString("N"),
            StartsAt = starts,
            EndsAt = starts.AddHours(2),
            SaleOpensAt = null,
            SaleClosesAt = starts,
        };
        await using var db = cinema.Database.Read();
        await db.InsertAsync(row);
        foreach (var price in await db.GetTable<ShowtimePriceRow>().Where(p => p.ShowtimeId == pattern.Id).ToListAsync())
            await db.InsertAsync(price with { ShowtimeId = row.Id });
        return row;
    }
}
