using System.Runtime.CompilerServices;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Insights;

/// <summary>What somebody looks at: which cinemas, which business days.</summary>
/// <param name="Cinemas">At least one.</param>
public sealed record InsightScope(IReadOnlyList<CinemaRow> Cinemas, DateOnly From, DateOnly To)
{
    public const int MostDays = 400;
    public const int UsualDays = 28;

    /// <summary>So many days that reading tables from one end to the other is quicker than looking things up.</summary>
    private const int Wide = 92;

    internal bool IsWide => Days > Wide;

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>Every business day of it.</summary>
    internal IEnumerable<DateOnly> Dates => Enumerable.Range(0, Math.Max(0, Days)).Select(From.AddDays);

    /// <summary>The stretch of the same length just before.</summary>
    public InsightScope Before => this with { From = From.AddDays(-Days), To = From.AddDays(-1) };

    /// <summary>From the first instant of the earliest cinema's first day to the last of the latest's.</summary>
    internal (DateTimeOffset From, DateTimeOffset To) Widest => (Zones.Min(z => BoundsIn(z.Key).From), Zones.Max(z => BoundsIn(z.Key).To));

    /// <summary>Cinemas by the wall clock they live on.</summary>
    internal IEnumerable<IGrouping<TimeZoneInfo, CinemaRow>> Zones => Cinemas.GroupBy(c => c.Zone);

    /// <summary>A condition: these cinemas.</summary>
    internal FormattableString CinemasIn(string column) => In(column, Cinemas.Select(c => c.Id));

    /// <summary>A condition: an instant within the business days of these cinemas.</summary>
    internal FormattableString Within(string cinemaColumn, string instantColumn) => Or(Zones.Select(zone =>
    {
        var (from, to) = BoundsIn(zone.Key);
        return (FormattableString)$"({In(cinemaColumn, zone.Select(c => c.Id))} AND {new SqlText(instantColumn)} >= {from} AND {new SqlText(instantColumn)} < {to})";
    }));

    /// <summary>A value: the hour, 0 to 23, an instant has on its cinema's wall clock.</summary>
    internal FormattableString LocalHour(string cinemaColumn, string instantColumn)
    {
        var cases = Zones.SelectMany(zone => Offsets(zone.Key).Select(o => (FormattableString)
            $" WHEN {In(cinemaColumn, zone.Select(c => c.Id))} AND {new SqlText(instantColumn)} < {o.Until} THEN {o.OffsetMs}"));
        return $"({new SqlText(instantColumn)} + CASE{Join(cases)} ELSE 0 END) / 3600000 % 24";
    }

    private (DateTimeOffset From, DateTimeOffset To) BoundsIn(TimeZoneInfo zone) => (BusinessDay.Bounds(From, zone).From, BusinessDay.Bounds(To, zone).To);

    /// <summary>How far the wall clock is ahead, stretch by stretch; one, where clocks are never changed.</summary>
    private List<(DateTimeOffset Until, long OffsetMs)> Offsets(TimeZoneInfo zone)
    {
        var (at, to) = BoundsIn(zone);
        var found = new List<(DateTimeOffset Until, long OffsetMs)>();
        var offset = zone.GetUtcOffset(at);
        for (; at < to; at = at.AddHours(1))
        {
            if (zone.GetUtcOffset(at) == offset) continue;
            found.Add((at, (long)offset.TotalMilliseconds));
            offset = zone.GetUtcOffset(at);
        }

        found.Add((to.AddDays(1), (long)offset.TotalMilliseconds));
        return found;
    }

    internal static FormattableString In(string column, IEnumerable<string> values)
    {
        var list = values.ToList();
        return list.Count == 0 ? (FormattableString)$"1 = 0" : $"{new SqlText(column)} IN ({SqlList.Of(list)})";
    }

    private static FormattableString Or(IEnumerable<FormattableString> conditions) =>
        conditions.Aggregate((FormattableString?)null, (all, one) => all is null ? one : $"{all} OR {one}") is { } any ? (FormattableString)$"({any})" : $"(1 = 0)";

    private static FormattableString Join(IEnumerable<FormattableString> parts) => parts.Aggregate((FormattableString)$"", (all, one) => $"{all}{one}");
}

internal static class InsightReading
{
    public static async Task<DbSession> ReadAsync(this Database database, InsightScope scope, CancellationToken cancellation) =>
        scope.IsWide ? await database.ReadWideAsync(cancellation) : database.Read();
}

/// <summary>Makes what somebody may look at of what she asks for.</summary>
public sealed class InsightScopes(Database database, TimeProvider time)
{
    /// <param name="cinemaId">Null: all that are hers.</param>
    /// <param name="from">First business day; null: four weeks before the last.</param>
    /// <param name="to">Last business day; null: today.</param>
    /// <exception cref="Refusal">404 <c>cinema-not-found</c>, also when it is not hers; 422 <c>span-invalid</c>.</exception>
    public async Task<InsightScope> OfAsync(StaffMember who, string? cinemaId, DateOnly? from, DateOnly? to, CancellationToken cancellation)
    {
        if (who.CinemaId is not null && cinemaId is not null && who.CinemaId != cinemaId) throw CinemaRefusals.UnknownCinema(cinemaId);
        var only = cinemaId ?? who.CinemaId;
        await using var db = database.Read();
        var cinemas = await db.GetTable<CinemaRow>().Where(c => only == null || c.Id == only).OrderBy(c => c.Code).ToListAsync(cancellation);
        if (cinemas.Count == 0) throw CinemaRefusals.UnknownCinema(only ?? "");
        var last = to ?? cinemas.Max(c => BusinessDay.Of(time.GetUtcNow(), c.Zone));
        var scope = new InsightScope(cinemas, from ?? last.AddDays(1 - InsightScope.UsualDays), last);
        return scope.Days is < 1 or > InsightScope.MostDays || scope.From.Year < 2000 || scope.To.Year > 2200 ? throw InsightRefusals.BadSpan(InsightScope.MostDays) : scope;
    }
}
