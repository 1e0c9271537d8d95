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
    public static AudienceTest EverAt(string cinemaId) => (sources, holds) => new NumberRange(1, long.MaxValue).Test(
        new OrderFilter(false, null, [cinemaId], null, null, null, null).Column(sources, stands => SqlPiece.Of($"COUNT(CASE WHEN {stands} THEN 1 END)")), holds);

    private static AudienceTest Count(ConditionReader reader, bool isWatched)
    {
        var range = NumberRange.Read(reader, "atLeast", "atMost", 10_000);
        var filter = OrderFilter.Read(reader, isWatched);
        return (sources, holds) => range.Test(
            filter.Column(sources, stands => SqlPiece.Of($"COUNT(CASE WHEN {stands} THEN 1 END)")), holds);
    }

    private static AudienceTest Spend(ConditionReader reader)
    {
        var range = NumberRange.Read(reader, "atLeastFen", "atMostFen", 100_000_000);
        var filter = OrderFilter.Read(reader, isWatched: false);
        return (sources, holds) => range.Test(
            filter.Column(sources, stands => SqlPiece.Of($"SUM(CASE WHEN {stands} THEN o.total_fen - COALESCE(b.back_fen, 0) ELSE 0 END)")), holds);
    }

    private static AudienceTest LastOrder(ConditionReader reader)
    {
        var (within, longAgo) = (reader.Number("withinDays", 1, 3660), reader.Number("moreThanDaysAgo", 0, 3660));
        if (within is null && longAgo is null) throw reader.Wrong("moreThanDaysAgo", "请写明 withinDays 或 moreThanDaysAgo");
        if (within <= longAgo) throw reader.Wrong("withinDays", "应大于 moreThanDaysAgo");
        var filter = OrderFilter.Read(reader, isWatched: false, hasPeriod: false);
        return (sources, holds) =>
        {
            var last = filter.Column(sources, stands => SqlPiece.Of($"MAX(CASE WHEN {stands} THEN o.paid_at END)"));
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

    /// <param name="number">Null where a guest has no rows, which is none.</param>
    public SqlPiece Test(SqlPiece number, bool holds)
    {
        // Said so that the database sees that a guest without rows cannot meet it, where that is so: then it need not look at her.
        if (holds) return Least > 0 ? SqlPiece.Of($"({number} >= {Least} AND {number} <= {Most})") : SqlPiece.Of($"COALESCE({number}, 0) <= {Most}");
        return SqlPiece.Of($"(COALESCE({number}, 0) < {Least} OR COALESCE({number}, 0) > {Most})");
    }
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

    private bool AsksForShowtime => IsWatched || CinemaIds is not null || FilmIds is not null || Genres is not null || DayParts is not null || Weekdays is not null;

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

    /// <param name="aggregate">Over order <c>o</c> and what went back of it, <c>b</c>, given the condition under which the order counts.</param>
    public SqlPiece Column(AudienceSources sources, Func<SqlPiece, SqlPiece> aggregate)
    {
        var stands = SqlPiece.Name("COALESCE(b.gone, 0) = 0");
        if (AsksForShowtime) return sources.Alone(Guest, SqlPiece.Of($"{From(sources)}"), Where(sources)).Column(aggregate(stands));
        // Without a showtime to look at, all such conditions are answered by one reading of the orders.
        var source = sources.Grouped("orders", Guest, SqlPiece.Of($"orders o {Back(sources)}"), SqlPiece.Name("o.state = 'paid'"));
        return source.Column(aggregate(WithinDays is { } days ? SqlPiece.Of($"{stands} AND o.paid_at >= {sources.DaysAgo(days)}") : stands));
    }

    private SqlPiece From(AudienceSources sources)
    {
        var films = Genres is null ? SqlPiece.Name("") : SqlPiece.Name(" JOIN films f ON f.id = s.film_id");
        return SqlPiece.Of($"orders o JOIN showtimes s ON s.id = o.showtime_id{films} {Back(sources)}");
    }

    private SqlPiece Where(AudienceSources sources)
    {
        List<SqlPiece> parts = [SqlPiece.Name("o.state = 'paid'")];
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

    /// <summary>What went back of each order, and whether all of it did.</summary>
    private static SqlPiece Back(AudienceSources sources)
    {
        var inSlice = sources.InSlice(SqlPiece.Name("ro.guest_id"));
        return SqlPiece.Of($"""
            LEFT JOIN (
                SELECT r.order_id, SUM(r.amount_fen) AS back_fen,
                    MAX(CASE WHEN EXISTS (SELECT 1 FROM order_seats t WHERE t.order_id = r.order_id AND t.refund_id IS NULL) THEN 0 ELSE 1 END) AS gone
                FROM refunds r JOIN orders ro ON ro.id = r.order_id WHERE r.seats <> '' AND {inSlice} GROUP BY r.order_id
            ) b ON b.order_id = o.id
            """);
    }

    /// <summary>One word of a JSON list.</summary>
    private static string Quoted(string genre) =>
        "%\"" + genre.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "\"%";
}
