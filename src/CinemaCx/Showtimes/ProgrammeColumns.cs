using System.Text.RegularExpressions;

namespace CinemaCx.Showtimes;

/// <summary>A column of an import file under the two names it may bear.</summary>
internal sealed record ProgrammeColumn(string Chinese, string English, bool Required = false);

/// <summary>
/// The columns of each kind of file. Chinese or English names; case, spaces, <c>_</c>, <c>-</c> and a unit in brackets do not matter.
/// </summary>
internal static partial class ProgrammeColumns
{
    public static readonly ProgrammeColumn Cinema = new("影院编码", "cinemaCode", true);
    public static readonly ProgrammeColumn CinemaName = new("影院名称", "cinemaName", true);
    public static readonly ProgrammeColumn City = new("城市", "city", true);
    public static readonly ProgrammeColumn Address = new("地址", "address", true);
    public static readonly ProgrammeColumn TimeZone = new("时区", "timeZone");
    public static readonly ProgrammeColumn Phone = new("电话", "phone");
    public static readonly ProgrammeColumn Parking = new("停车说明", "parking");
    public static readonly ProgrammeColumn ParkingPlaces = new("车位总数", "parkingPlaces");
    public static readonly ProgrammeColumn ParkingFree = new("空余车位", "parkingFree");
    public static readonly ProgrammeColumn WayIn = new("入场路线", "wayIn");
    public static readonly ProgrammeColumn TicketMachines = new("取票机位置", "ticketMachines");
    public static readonly ProgrammeColumn Latitude = new("纬度", "latitude");
    public static readonly ProgrammeColumn Longitude = new("经度", "longitude");

    public static readonly ProgrammeColumn Hall = new("影厅编码", "hallCode", true);
    public static readonly ProgrammeColumn HallName = new("影厅名称", "hallName", true);
    public static readonly ProgrammeColumn Tags = new("影厅标签", "tags");
    public static readonly ProgrammeColumn Notice = new("影厅提示", "notice");

    public static readonly ProgrammeColumn Row = new("排号", "row", true);
    public static readonly ProgrammeColumn Number = new("座号", "number", true);
    public static readonly ProgrammeColumn X = new("横坐标", "x", true);
    public static readonly ProgrammeColumn Y = new("纵坐标", "y", true);
    public static readonly ProgrammeColumn SeatKind = new("座位类型", "kind");
    public static readonly ProgrammeColumn Zone = new("价格区", "zone");
    public static readonly ProgrammeColumn Pair = new("情侣另一半", "pair");
    public static readonly ProgrammeColumn Block = new("停用", "block");

    public static readonly ProgrammeColumn Film = new("影片编码", "filmCode", true);
    public static readonly ProgrammeColumn Title = new("影片名称", "title", true);
    public static readonly ProgrammeColumn OriginalTitle = new("影片原名", "originalTitle");
    public static readonly ProgrammeColumn Genres = new("类型", "genres");
    public static readonly ProgrammeColumn Directors = new("导演", "directors");
    public static readonly ProgrammeColumn Cast = new("主演", "cast");
    public static readonly ProgrammeColumn Minutes = new("片长", "minutes", true);
    public static readonly ProgrammeColumn Rating = new("观影提示", "rating");
    public static readonly ProgrammeColumn ReleaseDate = new("上映日期", "releaseDate");
    public static readonly ProgrammeColumn Poster = new("海报", "posterUrl");
    public static readonly ProgrammeColumn Synopsis = new("简介", "synopsis");
    public static readonly ProgrammeColumn LowestPrice = new("最低发行价", "lowestPrice", true);

    public static readonly ProgrammeColumn Date = new("放映日期", "date", true);
    public static readonly ProgrammeColumn Start = new("开场时间", "start", true);
    public static readonly ProgrammeColumn End = new("散场时间", "end");
    public static readonly ProgrammeColumn ShowtimeCode = new("场次编码", "showtimeCode");
    public static readonly ProgrammeColumn Language = new("语言", "language", true);
    public static readonly ProgrammeColumn Format = new("制式", "format", true);
    public static readonly ProgrammeColumn ServiceFee = new("服务费", "serviceFee");
    public static readonly ProgrammeColumn SaleOpens = new("开售时间", "saleOpens");
    public static readonly ProgrammeColumn SaleCloses = new("停售时间", "saleCloses");

    /// <summary>Whom a premiere is for; empty: it is none.</summary>
    public static readonly ProgrammeColumn Premiere = new("首映邀请", "premiereFor");

    /// <summary>Both may be followed by <c>:zone</c>; without a zone they stand for every zone that has no column or cell of its own.</summary>
    public static readonly ProgrammeColumn Price = new("票价", "price");
    public static readonly ProgrammeColumn MemberPrice = new("会员价", "memberPrice");

    private static readonly ProgrammeColumn Remark = new("备注", "note");

    public static readonly IReadOnlyDictionary<ProgrammeKind, IReadOnlyList<ProgrammeColumn>> Of = new Dictionary<ProgrammeKind, IReadOnlyList<ProgrammeColumn>>
    {
        [ProgrammeKind.Cinemas] = [Cinema, CinemaName, City, Address, TimeZone, Phone, Parking, ParkingPlaces, ParkingFree, WayIn, TicketMachines, Latitude, Longitude],
        [ProgrammeKind.Halls] = [Cinema, Hall, HallName, Tags, Notice],
        [ProgrammeKind.Seats] = [Cinema, Hall, Row, Number, X, Y, SeatKind, Zone, Pair, Block],
        [ProgrammeKind.Films] = [Film, Title, OriginalTitle, Genres, Directors, Cast, Minutes, Rating, ReleaseDate, Poster, Synopsis, LowestPrice],
        [ProgrammeKind.Showtimes] =
            [Cinema, Hall, Film, Date, Start, End, ShowtimeCode, Language, Format, ServiceFee, SaleOpens, SaleCloses, Premiere, Price, MemberPrice],
    };

    private static readonly Dictionary<ProgrammeKind, string[]> NamesOf = new()
    {
        [ProgrammeKind.Cinemas] = ["cinema", "影院"],
        [ProgrammeKind.Halls] = ["hall", "影厅"],
        [ProgrammeKind.Seats] = ["seat", "座位"],
        [ProgrammeKind.Films] = ["film", "影片"],
        [ProgrammeKind.Showtimes] = ["showtime", "场次", "排片"],
    };

    /// <summary>The kind whose required columns are all there; where none or several fit, the one the file is named after.</summary>
    public static ProgrammeKind? KindOf(ProgrammeTable table)
    {
        var fitting = Of.Keys.Where(kind => Missing(kind, table.Header).Count == 0).ToList();
        if (fitting.Count == 1) return fitting[0];
        var named = NamesOf
            .Where(pair => pair.Value.Any(name => table.File.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .Select(pair => pair.Key)
            .Where(kind => fitting.Count == 0 || fitting.Contains(kind))
            .ToList();
        return named.Count == 1 ? named[0] : null;
    }

    public static IReadOnlyList<ProgrammeColumn> Missing(ProgrammeKind kind, ProgrammeLine header)
    {
        var present = header.Cells.Select(cell => Find(kind, cell)?.Column).ToHashSet();
        return Of[kind].Where(column => column.Required && !present.Contains(column)).ToList();
    }

    /// <returns>The column a header cell names and, for prices, its zone; null for a name that is none of this kind's.</returns>
    public static (ProgrammeColumn Column, string? Zone)? Find(ProgrammeKind kind, string headerCell)
    {
        var parts = headerCell.Split([':', '：'], 2);
        var name = Plain(parts[0]);
        var zone = parts.Length == 2 ? parts[1].Trim() : null;
        var column = Of[kind].FirstOrDefault(c => name == Plain(c.Chinese) || name == Plain(c.English));
        if (column is null || zone is null) return column is null ? null : (column, null);
        return zone.Length > 0 && (column == Price || column == MemberPrice) ? (column, zone) : null;
    }

    /// <summary>Columns in which people keep notes for themselves.</summary>
    public static bool IsRemark(string headerCell)
    {
        var name = Plain(headerCell);
        return name.Length == 0 || name == Plain(Remark.Chinese) || name == Plain(Remark.English);
    }

    private static string Plain(string name) => Noise().Replace(name, "").ToUpperInvariant();

    [GeneratedRegex(@"[\s_\-*]|[(（][^)）]*[)）]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Noise();
}

/// <summary>Where each column stands in a table whose kind is known.</summary>
internal sealed class ProgrammeHeader
{
    public ProgrammeHeader(ProgrammeKind kind, ProgrammeTable table, List<RefusedRow> refused)
    {
        Kind = kind;
        var at = new Place(table.File, table.Header.Number);
        var seen = new HashSet<(ProgrammeColumn, string?)>();
        for (var i = 0; i < table.Header.Cells.Count; i++)
        {
            var name = table.Header.Cell(i);
            if (ProgrammeColumns.Find(kind, name) is not { } found)
            {
                // A misspelt name would silently lose its whole column.
                if (!ProgrammeColumns.IsRemark(name)) refused.Add(at.Refuse(name, name, "column-unknown", "无法识别的列名，说明性文字请放在“备注”列。"));
                continue;
            }

            if (!seen.Add(found)) refused.Add(at.Refuse(name, name, "column-twice", "该列出现了两次。"));
            if (found.Column == ProgrammeColumns.Price || found.Column == ProgrammeColumns.MemberPrice)
                Prices.Add((i, name, found.Zone, found.Column == ProgrammeColumns.MemberPrice));
            else Index[found.Column] = i;
        }

        foreach (var column in ProgrammeColumns.Missing(kind, table.Header))
            refused.Add(at.Refuse(column.Chinese, "", "column-missing", $"缺少必需的列“{column.Chinese}”（{column.English}）。"));
        if (kind == ProgrammeKind.Showtimes && !Prices.Exists(price => !price.Member))
            refused.Add(at.Refuse(ProgrammeColumns.Price.Chinese, "", "column-missing", "至少需要一列“票价”或“票价:价格区”。"));
    }

    public ProgrammeKind Kind { get; }
    public Dictionary<ProgrammeColumn, int> Index { get; } = [];
    public List<(int Index, string Name, string? Zone, bool Member)> Prices { get; } = [];
}
