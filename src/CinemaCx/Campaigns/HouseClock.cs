using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>What the clocks on the cinemas' walls say of a showtime, as SQL: databases know nothing of time zones that both would understand.</summary>
internal sealed class HouseClock(TimeZoneInfo house, IReadOnlyList<CinemaRow> cinemas)
{
    /// <summary>First instant of a day by the house's own clock.</summary>
    public DateTimeOffset Begin(DateOnly day) => BusinessDay.At(day, TimeOnly.MinValue, house);

    /// <summary>Minutes after midnight when showtime <c>s</c> begins, on its cinema's wall.</summary>
    public SqlPiece MinuteOfDay(DateTimeOffset now) => SqlPiece.Of($"((s.starts_at + {Offset(now)}) / 60000) % 1440");

    /// <summary>1, Monday, to 7: of the business day of showtime <c>s</c>.</summary>
    public SqlPiece Weekday(DateTimeOffset now)
    {
        // The first day of all was a Thursday.
        var begins = (long)BusinessDay.Begins.ToTimeSpan().TotalMilliseconds;
        return SqlPiece.Of($"((s.starts_at + {Offset(now)} - {begins}) / 86400000 + 3) % 7 + 1");
    }

    private SqlPiece Offset(DateTimeOffset now)
    {
        var zones = cinemas.GroupBy(c => c.TimeZone, StringComparer.Ordinal).Select(g => (Zone: g.First().Zone, Ids: g.Select(c => c.Id).ToList())).ToList();
        if (zones.Count == 0) return OffsetOf(house, now);
        var last = OffsetOf(zones[^1].Zone, now);
        if (zones.Count == 1) return last;
        var others = zones.SkipLast(1).Select(z => SqlPiece.Of($"WHEN s.cinema_id IN ({SqlPiece.List(z.Ids)}) THEN {OffsetOf(z.Zone, now)}"));
        return SqlPiece.Of($"CASE {SqlPiece.Join(" ", others)} ELSE {last} END");
    }

    /// <summary>Where clocks are put forward and back, each stretch of time has its own.</summary>
    private static SqlPiece OffsetOf(TimeZoneInfo zone, DateTimeOffset now)
    {
        var (at, until) = (now.AddYears(-10), now.AddYears(2));
        var stretches = new List<SqlPiece>();
        var offset = zone.GetUtcOffset(at);
        for (var next = at.AddDays(1); zone.SupportsDaylightSavingTime && next < until; next = next.AddDays(1))
        {
            if (zone.GetUtcOffset(next) == offset) continue;
            var (before, after) = (next.AddDays(-1).ToUnixTimeMilliseconds(), next.ToUnixTimeMilliseconds());
            while (after - before > 1)
            {
                var middle = (before + after) / 2;
                if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(middle)) == offset) before = middle;
                else after = middle;
            }

            stretches.Add(SqlPiece.Of($"WHEN s.starts_at < {after} THEN {Milliseconds(offset)}"));
            offset = zone.GetUtcOffset(next);
        }

        return stretches.Count == 0 ? SqlPiece.Of($"{Milliseconds(offset)}") : SqlPiece.Of($"CASE {SqlPiece.Join(" ", stretches)} ELSE {Milliseconds(offset)} END");
    }

    private static long Milliseconds(TimeSpan offset) => (long)offset.TotalMilliseconds;
}
