using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>
/// Conditions over what guests bought: how often, for how much, when last, and which films they saw. An order counts while at least one of its seats was
/// not given back; money that went back is not spent.
/// </summary>
internal static class OrderConditions
{
    public static readonly ConditionKind[] All =
    [
        new("orders", reader => Count(reader, isWatched: false)),
        new("watched", reader => Count(reader, isWatched: true)),
        new("spend", Spend),
        new("last-order", LastOrder),
    ];

    /// <summary>She bought at this cinema at least once.</summary>
    public static AudienceTest EverAt(string cinemaId) => (sources, holds) =>
        sources.Any(new OrderFilter(false, null, [cinemaId], null, null, null, null).Rows(sources), holds);

    private static AudienceTest Count(ConditionReader reader, bool isWatched)
    {
        var range = NumberRange.Read(reader, "atLeast", "atMost", 10_000);
        var filter = OrderFilter.Read(reader, isWatched);
        return (sources, holds) => filter.Test(sources, BuyerFigure.Orders, range, holds);
    }

    private static AudienceTest Spend(ConditionReader reader)
    {
        var range = NumberRange.Read(reader, "atLeastFen", "atMostFen", 100_000_000);
        var filter = OrderFilter.Read(reader, isWatched: false);
        return (sources, holds) => filter.Test(sources, BuyerFigure.Spent, range, holds);
    }

    private static AudienceTest LastOrder(ConditionReader reader)
    {
        var (within, longAgo) = (reader.Number("withinDays", 1, 3660), reader.Number("moreThanDaysAgo", 0, 3660));
        if (within is null && longAgo is null) throw reader.Wrong("moreThanDaysAgo", "请写明 withinDays 或 moreThanDaysAgo");
        if (within <= longAgo) throw reader.Wrong("withinDays", "应大于 moreThanDaysAgo");
        var filter = OrderFilter.Read(reader, isWatched: false, hasPeriod: false);
        return (sources, holds) =>
        {
            var last = filter.AsksForShowtime ? sources.Counted(filter.Rows(sources), SqlPiece.Name("MAX(o.paid_at)")) : SqlPiece.Name("g.last_paid_at");
            var (from, to) = (within is { } w ? sources.DaysAgo(w) : DateTimeOffset.UnixEpoch, longAgo is { } l ? sources.DaysAgo(l) : sources.Now);
            return holds ? SqlPiece.Of($"({last} >= {from} AND {last} <= {to})") : SqlPiece.Of($"({last} IS NULL OR {last} < {from} OR {last} > {to})");
        };
    }
}

/// <summary>How many are wanted.</summary>
internal sealed record NumberRange(long Least, long Most)
{
    /// <summary>With neither end given, at least one.</summary>
    public static NumberRange Read(ConditionReader reader, string least, string most, long largest)
    {
        var (from, to) = (reader.Number(least, 0, largest), reader.Number(most, 0, largest));
        if (from is null && to is null) from = 1;
        if (from > to) throw reader.Wrong(most, $"不能小于 {least}");
        if (from is 0 && to is null) throw reader.Wrong(least, "0 对谁都成立，请改用更大的数");
        return new NumberRange(from ?? 0, to ?? long.MaxValue);
    }

    /// <summary>That there is one is all that is asked.</summary>
    public bool IsAny => Least == 1 && Most == long.MaxValue;

    /// <param name="number">Null where a guest has no rows, which is none.</param>
    public SqlPiece Test(SqlPiece number, bool holds)
    {
        List<SqlPiece> parts = [];
        // Said so that the database sees that a guest without rows cannot meet it, where that is so: then it need not look at her.
        if (Least > 0) parts.Add(holds ? SqlPiece.Of($"{number} >= {Least}") : SqlPiece.Of($"COALESCE({number}, 0) < {Least}"));
        if (Most < long.MaxValue) parts.Add(holds ? SqlPiece.Of($"COALESCE({number}, 0) <= {Most}") : SqlPiece.Of($"COALESCE({number}, 0) > {Most}"));
        return SqlPiece.Of($"({SqlPiece.Join(holds ? " AND " : " OR ", parts)})");
    }
}

/// <summary>Something added up over a guest's orders, whose sum over all of them stands in her own row.</summary>
/// <param name="Total">That column of <c>g</c>.</param>
/// <param name="Aggregate">The same over some orders <c>o</c>; 0 where there are none.</param>
internal sealed record BuyerFigure(SqlPiece Total, SqlPiece Aggregate)
{
    public static readonly BuyerFigure Orders = new(SqlPiece.Name("g.paid_orders"), SqlPiece.Name("COUNT(*)"));

    public static readonly BuyerFigure Spent = new(SqlPiece.Name("g.spent_fen"), SqlPiece.Name("CAST(COALESCE(SUM(o.total_fen - o.back_fen), 0) AS BIGINT)"));
}

/// <summary>Which orders are meant.</summary>
internal sealed record OrderFilter(
    bool IsWatched,
    long? WithinDays,
    IReadOnlyList<string>? CinemaIds,
    IReadOnlyList<string>? FilmIds,
    IReadOnlyList<string>? Genres,
    IReadOnlyList<(long From, long To)>? DayParts,
    IReadOnlyList<long>? Weekdays)
{
    private static readonly SqlPiece Guest = SqlPiece.Name("o.guest_id");

    // As the indexes for it are cut.
    private static readonly SqlPiece Stands = SqlPiece.Name("o.state = 'paid' AND o.gone = 0");

    public bool AsksForShowtime => IsWatched || CinemaIds is not null || FilmIds is not null || Genres is not null || DayParts is not null || Weekdays is not null;

    /// <param name="isWatched">The showtime is over.</param>
    /// <param name="hasPeriod">Whether <c>withinDays</c> is a member of it.</param>
    public static OrderFilter Read(ConditionReader reader, bool isWatched, bool hasPeriod = true) => new(
        isWatched,
        hasPeriod ? reader.Number("withinDays", 1, 3660) : null,
        reader.Texts("cinemaIds"),
        reader.Texts("filmIds"),
        reader.Texts("genres"),
        reader.DayParts("dayParts"),
        reader.Numbers("weekdays", 1, 7));

    public SqlPiece Test(AudienceSources sources, BuyerFigure figure, NumberRange range, bool holds)
    {
        var number = !AsksForShowtime ? Number(sources, figure)
            : range.IsAny && figure == BuyerFigure.Orders ? null
            : sources.Counted(Rows(sources), figure.Aggregate);
        var test = number is null ? sources.Any(Rows(sources), holds) : range.Test(number, holds);
        if (range.Least == 0 || number == figure.Total) return test;
        // Some of her orders are no more than all of them, and what all of them are costs nothing to ask.
        return holds ? SqlPiece.Of($"({figure.Total} >= {range.Least} AND {test})") : SqlPiece.Of($"({figure.Total} < {range.Least} OR {test})");
    }

    public GuestRows Rows(AudienceSources sources)
    {
        var films = Genres is null ? SqlPiece.Name("") : SqlPiece.Name(" JOIN films f ON f.id = s.film_id");
        return new GuestRows(Guest, SqlPiece.Of($"orders o JOIN showtimes s ON s.id = o.showtime_id{films}"), Where(sources));
    }

    /// <summary>Without a showtime to look at, only of guests who bought both in the period and before it the orders must be looked at.</summary>
    private SqlPiece Number(AudienceSources sources, BuyerFigure figure)
    {
        if (WithinDays is not { } days) return figure.Total;
        var from = sources.DaysAgo(days);
        return SqlPiece.Of($"""
            CASE WHEN g.last_paid_at IS NULL OR g.last_paid_at < {from} THEN 0 WHEN g.first_paid_at >= {from} THEN {figure.Total}
                ELSE (SELECT {figure.Aggregate} FROM orders o WHERE o.guest_id = g.id AND {Stands} AND o.paid_at >= {from}) END
            """);
    }

    private SqlPiece Where(AudienceSources sources)
    {
        List<SqlPiece> parts = [Stands];
        if (IsWatched) parts.Add(SqlPiece.Of($"s.ends_at <= {sources.Now} AND s.cancelled_at IS NULL"));
        if (WithinDays is { } days) parts.Add(SqlPiece.Of($"{SqlPiece.Name(IsWatched ? "s.ends_at" : "o.paid_at")} >= {sources.DaysAgo(days)}"));
        if (CinemaIds is not null) parts.Add(SqlPiece.Of($"s.cinema_id IN ({SqlPiece.List(CinemaIds)})"));
        if (FilmIds is not null) parts.Add(SqlPiece.Of($"s.film_id IN ({SqlPiece.List(FilmIds)})"));
        if (Genres is not null) parts.Add(SqlPiece.Of($"({SqlPiece.Join(" OR ", Genres.Select(g => SqlPiece.Of($"f.genres LIKE {Quoted(g)} ESCAPE '!'")))})"));
        if (DayParts is not null)
        {
            var minute = sources.Clock.MinuteOfDay(sources.Now);
            parts.Add(SqlPiece.Of($"({SqlPiece.Join(" OR ", DayParts.Select(p => p.From < p.To
                ? SqlPiece.Of($"({minute} >= {p.From} AND {minute} < {p.To})")
                : SqlPiece.Of($"({minute} >= {p.From} OR {minute} < {p.To})")))})"));
        }

        if (Weekdays is not null) parts.Add(SqlPiece.Of($"{sources.Clock.Weekday(sources.Now)} IN ({SqlPiece.List(Weekdays)})"));
        return SqlPiece.Join(" AND ", parts);
    }

    /// <summary>One word of a JSON list.</summary>
    private static string Quoted(string genre) =>
        "%\"" + genre.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "\"%";
}
