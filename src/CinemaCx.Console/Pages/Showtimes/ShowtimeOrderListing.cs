using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Orders;
using CinemaCx.Showtimes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Showtimes;

/// <summary>The orders of the showtime that the address names.</summary>
public sealed class ShowtimeOrderListing(OrderLists orders, ShowtimeCatalog showtimes, Visit visit, IHttpContextAccessor asking) : Listing<OrderLine>
{
    private string Id => asking.HttpContext?.GetRouteValue("id") as string ?? "";

    public override string Path => "/console/showtimes/" + Id;

    public override string Name => "本场订单";

    public override string DefaultSort => "-placed";

    public override string EmptyTitle => "还没有订单";

    public override IReadOnlyList<Column<OrderLine>> Columns { get; } =
    [
        new("seats", "座位", o => string.Join('、', o.Seats)) { Cell = o => Draw.Lines(string.Join('、', o.Seats), o.SeatsBack.Count > 0 ? "已退 " + string.Join('、', o.SeatsBack) : null) },
        new("guest", "观众", o => o.PhoneMask ?? "未留手机") { Cell = o => Draw.Link("/console/members/" + o.GuestId, o.PhoneMask ?? "未留手机") },
        new("state", "状态", o => ShowtimeRoles.OrderState(o.State).Text) { Cell = o => Draw.Pill(ShowtimeRoles.OrderState(o.State).Text, ShowtimeRoles.OrderState(o.State).Tone) },
        new("total", "金额（元）", o => o.Total) { CanSort = true, IsNumber = true, Cell = o => Draw.Lines(Words.Yuan(o.Total), o.Back.Value > 0 ? $"退 {Words.Yuan(o.Back)}" : null) },
        new("back", "退款（元）", o => o.Back) { OnlyInFile = true },
        new("placed", "下单", o => visit.Local(o.PlacedAt)) { CanSort = true, Cell = o => Draw.Lines(Words.Time(visit.Local(o.PlacedAt)), null) },
        new("paid", "支付", o => o.PaidAt is { } paid ? visit.Local(paid) : null) { OnlyInFile = true },
        new("id", "订单号", o => o.Id) { OnlyInFile = true },
    ];

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("state", "状态", [new Choice("paid", "已支付"), new Choice("held", "待支付"), new Choice("refunded", "已退票"), new Choice("ended", "取消或过期")]) { All = "有效和已退" },
    ]);

    public override async Task<ListPage<OrderLine>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(Id, cancellation);
        if (visit.Member.CinemaId is { } mine && mine != showing.Cinema.Id) throw ShowtimeRefusals.UnknownShowtime(Id);
        var isEnded = ask["state"] == "ended";
        var rows = (await orders.OfShowtimeAsync(Id, isEnded, cancellation)).AsEnumerable();
        if (isEnded) rows = rows.Where(r => r.State is "cancelled" or "expired");
        else if (ask["state"] is { } state) rows = rows.Where(r => r.State == state);
        Func<OrderLine, object> key = ask.Sort == "total" ? r => r.Total.Value : r => r.PlacedAt;
        var sorted = (ask.IsDescending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ToList();
        return new ListPage<OrderLine>([.. sorted.Skip(ask.Skip).Take(ask.PageSize)], sorted.Count);
    }
}
