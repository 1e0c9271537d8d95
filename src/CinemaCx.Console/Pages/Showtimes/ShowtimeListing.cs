using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;

namespace CinemaCx.Console.Pages.Showtimes;

/// <summary>A business day of the cinemas that are shown.</summary>
public sealed class ShowtimeListing(ShowtimeSales sales, Visit visit, TimeProvider time) : Listing<ShowtimeSale>
{
    private readonly Dictionary<DateOnly, IReadOnlyList<ShowtimeSale>> _days = [];

    public override string Path => "/console/showtimes";

    public override string Name => "场次";

    public override string DefaultSort => "start";

    public override string EmptyTitle => "这一天没有场次";

    public override string EmptyText => "换一天看看，或先导入排片。";

    /// <summary>The day it is now where the guests are.</summary>
    public DateOnly Today => BusinessDay.Of(time.GetUtcNow(), visit.Zone);

    public override IReadOnlyList<Column<ShowtimeSale>> Columns => field ??= ColumnsOf(visit);

    public override string Href(ShowtimeSale row) => "/console/showtimes/" + row.Id;

    public override Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>(
    [
        new Filter("day", "营业日") { Type = "date" },
        new Filter("film", "影片") { Hint = "片名中的字" },
        new Filter("state", "状态", [new Choice("on-sale", "在售"), new Choice("not-open", "未开售"), new Choice("closed", "停售"), new Choice("cancelled", "已取消")]),
    ]);

    /// <summary>All showtimes of a day, read once per request.</summary>
    public async Task<IReadOnlyList<ShowtimeSale>> DayAsync(DateOnly day, CancellationToken cancellation)
    {
        if (_days.TryGetValue(day, out var known)) return known;
        var all = new List<ShowtimeSale>();
        foreach (var cinema in visit.Shown) all.AddRange(await sales.DayAsync(cinema.Id, day, cancellation));
        return _days[day] = all;
    }

    public override async Task<ListPage<ShowtimeSale>> ReadAsync(ListAsk ask, CancellationToken cancellation)
    {
        var rows = (await DayAsync(ask.Date("day") ?? Today, cancellation)).AsEnumerable();
        if (ask["film"] is { } film) rows = rows.Where(r => r.FilmTitle.Contains(film, StringComparison.OrdinalIgnoreCase));
        if (ask["state"] is { } state) rows = rows.Where(r => r.State == StateOf(state));
        Func<ShowtimeSale, object> key = ask.Sort switch
        {
            "film" => r => r.FilmTitle,
            "hall" => r => r.HallName,
            "sold" => r => r.Sold,
            "share" => r => r.Occupancy,
            "money" => r => r.BoxOffice.Value,
            _ => r => r.StartsAt,
        };
        var sorted = (ask.IsDescending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ToList();
        return new ListPage<ShowtimeSale>([.. sorted.Skip(ask.Skip).Take(ask.PageSize)], sorted.Count);
    }

    private static SaleState StateOf(string word) => word switch
    {
        "on-sale" => SaleState.OnSale,
        "not-open" => SaleState.NotOpen,
        "cancelled" => SaleState.Cancelled,
        _ => SaleState.Closed,
    };

    private static List<Column<ShowtimeSale>> ColumnsOf(Visit visit)
    {
        List<Column<ShowtimeSale>> columns =
        [
            new("start", "开场", r => r.StartsAt) { CanSort = true, Cell = r => Draw.Lines(Words.Clock(r.StartsAt) + " " + r.FilmTitle, $"至 {Words.Clock(r.EndsAt)} · {r.Language} {r.Format}") },
            new("film", "影片", r => r.FilmTitle) { OnlyInFile = true },
            new("hall", "影厅", r => r.HallName) { CanSort = true },
            new("sold", "已售 / 可售", r => r.Sold) { CanSort = true, IsNumber = true, Cell = r => Draw.Lines($"{r.Sold} / {r.Capacity}", r.Held > 0 ? $"锁座 {r.Held}" : null) },
            new("held", "锁座", r => r.Held) { OnlyInFile = true },
            new("capacity", "可售", r => r.Capacity) { OnlyInFile = true },
            new("share", "上座率", r => Math.Round(r.Occupancy * 100, 1)) { CanSort = true, IsNumber = true, Cell = r => SeatShare.Bar(r.Occupancy) },
            new("money", "票房（元）", r => r.BoxOffice) { CanSort = true, IsNumber = true, Cell = r => Draw.Lines(Words.Yuan(r.BoxOffice), r.Orders > 0 ? $"{r.Orders} 单" : null) },
            new("state", "状态", r => ShowtimeRoles.State(r.State).Text) { Cell = r => Draw.Pill(ShowtimeRoles.State(r.State).Text, ShowtimeRoles.State(r.State).Tone) },
        ];
        if (visit.CinemaId is null) columns.Insert(2, new("cinema", "影院", r => visit.NameOf(r.CinemaId)));
        return columns;
    }
}
