using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>The rules for showtimes: who plays where, when, and for how much.</summary>
internal sealed class ShowtimeRules(
    AgreedProgramme agreed, ProgrammeEntries entries, ProgrammeDecision decision, ShowtimeOptions options, DateTimeOffset now)
{
    private readonly Dictionary<(string CinemaId, string Key), PricedShowtime> _known =
        agreed.Known.Showtimes.ToDictionary(showtime => (showtime.Row.CinemaId, showtime.Row.Code));

    private readonly List<(ShowtimeEntry Entry, ShowtimeRow Row)> _placed = [];

    public void Decide()
    {
        var first = new Dictionary<(string Cinema, string Key), Place>();
        foreach (var entry in entries.Showtimes)
        {
            var key = (entry.Hall.Cinema, entry.Key);
            if (first.TryAdd(key, entry.At)) DecideOne(entry);
            else Refuse(entry, ProgrammeColumns.ShowtimeCode, entry.Key, "key-twice", $"与 {first[key]} 重复。");
        }

        RefuseOverlaps();
    }

    private void DecideOne(ShowtimeEntry entry)
    {
        if (!FindCinemaHallFilm(entry, out var cinema, out var hall, out var film)) return;
        var zone = cinema.Zone;
        var end = entry.End is { } given ? Instant(entry, ProgrammeColumns.End, given, zone) : null;
        if (Instant(entry, ProgrammeColumns.Start, entry.Start, zone) is not { } startsAt || (entry.End is not null && end is null)) return;
        var endsAt = end ?? startsAt.AddMinutes(film.Minutes);
        if (endsAt < startsAt.AddMinutes(film.Minutes))
        {
            Refuse(entry, ProgrammeColumns.End, $"{entry.End?.Local:HH:mm}", "showtime-too-short", $"场次短于影片片长 {film.Minutes} 分钟。");
            return;
        }

        if (endsAt > startsAt.AddMinutes(film.Minutes + 120))
            Refuse(entry, ProgrammeColumns.End, $"{entry.End?.Local:HH:mm}", "showtime-too-long", "散场时间比影片结束晚了两小时以上。");
        if (startsAt > now.AddDays(366))
            Refuse(entry, ProgrammeColumns.Date, $"{entry.Start.Date:yyyy-MM-dd}", "date-implausible", "放映日期在一年以后。");

        var before = _known.GetValueOrDefault((cinema.Id, entry.Key));
        if (before?.Row.CancelledAt is not null)
        {
            Refuse(entry, ProgrammeColumns.ShowtimeCode, entry.Key, "showtime-cancelled", "该场次已取消，请删除此行，或换用新的场次编码。");
            return;
        }

        // A showtime keeps the plan it was made with, whatever became of the hall since; only another hall brings another plan.
        var plan = before is null || before.Row.HallId != hall.Row.Id ? hall.Plan : agreed.Known.Plans[before.Row.PlanId];
        var row = new ShowtimeRow
        {
            Id = before?.Row.Id ?? Id.New("sht", now),
            CinemaId = cinema.Id,
            Code = entry.Key,
            HallId = hall.Row.Id,
            FilmId = film.Id,
            PlanId = plan.Id,
            StartsAt = startsAt,
            EndsAt = endsAt,
            Language = entry.Language,
            Format = entry.Format,
            BusinessDay = BusinessDay.Of(startsAt, zone),
            ServiceFee = entry.ServiceFee.Present ? entry.ServiceFee.Value : before?.Row.ServiceFee ?? Fen.Zero,
            SaleOpensAt = entry.SaleOpens.Present ? Instant(entry, ProgrammeColumns.SaleOpens, entry.SaleOpens.Value, zone) : before?.Row.SaleOpensAt,
            SaleClosesAt = (entry.SaleCloses.Present ? Instant(entry, ProgrammeColumns.SaleCloses, entry.SaleCloses.Value, zone) : null)
                ?? Earlier(startsAt + options.SaleAfterStart, endsAt),
            PremiereFor = entry.PremiereFor.Or(before?.Row.PremiereFor),
        };
        if (row.SaleOpensAt >= row.SaleClosesAt || row.SaleClosesAt > row.EndsAt)
            Refuse(entry, ProgrammeColumns.SaleCloses, $"{entry.SaleCloses.Value?.Local:HH:mm}", "sale-times-invalid", "停售须晚于开售，且不晚于散场。");
        _placed.Add((entry, row));
        decision.Showtimes.Add(new Change<PricedShowtime>(before, new PricedShowtime(row, new PriceRules(entry, film, plan, decision.Refused).Decide(row.Id))));
        if (before is not null && Disturbs(before.Row, row))
        {
            decision.Disturbing.Add((row.Id, entry.At.Refuse(
                ProgrammeColumns.ShowtimeCode.Chinese, entry.Key, "showtime-has-guests", "该场次已有售出或锁定的座位，不能更改影厅、影片、时间、语言或制式。")));
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>What a guest chose by. A later end does not hurt her, and the price she paid stays with her order.</summary>
    private static bool Disturbs(ShowtimeRow before, ShowtimeRow after) =>
        (before.HallId, before.FilmId, before.PlanId, before.StartsAt, before.Language, before.Format)
        != (after.HallId, after.FilmId, after.PlanId, after.StartsAt, after.Language, after.Format);

    private bool FindCinemaHallFilm(ShowtimeEntry entry, out CinemaRow cinema, out AgreedHall hall, out FilmRow film)
    {
        var found = agreed.Cinemas.TryGetValue(entry.Hall.Cinema, out cinema!);
        if (!found) Missing(entry, ProgrammeKind.Cinemas, ProgrammeColumns.Cinema, entry.Hall.Cinema, "cinema-unknown", "没有这个影院编码。");
        if (!agreed.Halls.TryGetValue(entry.Hall, out hall!))
        {
            // An unknown cinema has no halls; saying both helps nobody.
            if (found) Missing(entry, ProgrammeKind.Halls, ProgrammeColumns.Hall, entry.Hall.Hall, "hall-unknown", "该影院没有这个影厅编码。");
            found = false;
        }

        if (agreed.Films.TryGetValue(entry.FilmCode, out film!)) return found;
        Missing(entry, ProgrammeKind.Films, ProgrammeColumns.Film, entry.FilmCode, "film-unknown", "没有这个影片编码。");
        return false;
    }

    private void Missing(ShowtimeEntry entry, ProgrammeKind kind, ProgrammeColumn column, string value, string code, string reason)
    {
        var doubtful = entries.Doubtful.Contains(kind) || (kind == ProgrammeKind.Halls && entries.Doubtful.Contains(ProgrammeKind.Seats));
        if (!doubtful) Refuse(entry, column, value, code, reason);
    }

    private DateTimeOffset? Instant(ShowtimeEntry entry, ProgrammeColumn column, WallTime? time, TimeZoneInfo zone)
    {
        if (time is not { } wall) return null;
        if (!zone.IsInvalidTime(wall.Local)) return BusinessDay.At(wall.Date, wall.Time, zone);
        Refuse(entry, column, $"{wall.Local:yyyy-MM-dd HH:mm}", "time-skipped", "当地时钟在这一刻被拨快，没有这个时间。");
        return null;
    }

    private void RefuseOverlaps()
    {
        var replaced = _placed.Select(placed => placed.Row.Id).ToHashSet(StringComparer.Ordinal);
        var standing = agreed.Known.Showtimes
            .Where(showtime => showtime.Row.CancelledAt is null && !replaced.Contains(showtime.Row.Id))
            .Select(showtime => ((ShowtimeEntry?)null, showtime.Row));
        var hallNames = agreed.Halls.Values.ToDictionary(hall => hall.Row.Id, hall => hall.Row.Name, StringComparer.Ordinal);
        foreach (var hall in standing.Concat(_placed.Select(placed => ((ShowtimeEntry?)placed.Entry, placed.Row))).GroupBy(item => item.Row.HallId))
        {
            (ShowtimeEntry? Entry, ShowtimeRow Row)? longest = null;
            foreach (var (entry, row) in hall.OrderBy(item => item.Row.StartsAt).ThenBy(item => item.Row.Code, StringComparer.Ordinal))
            {
                if (longest is { } earlier && row.StartsAt < earlier.Row.EndsAt + options.CleanUp && (entry ?? earlier.Entry) is { } blamed)
                {
                    var other = entry is null ? null : earlier.Entry;
                    var otherRow = entry is null ? row : earlier.Row;
                    var where = other is null ? $"已有场次 {otherRow.Code}" : $"{other.At}";
                    Refuse(blamed, ProgrammeColumns.Start, $"{blamed.Start.Local:yyyy-MM-dd HH:mm}", "showtimes-overlap",
                        $"{hallNames[row.HallId]}的时间与{where}冲突（含 {options.CleanUp.TotalMinutes:0} 分钟清场）。");
                }

                if (longest is null || row.EndsAt > longest.Value.Row.EndsAt) longest = (entry, row);
            }
        }
    }

    private void Refuse(ShowtimeEntry entry, ProgrammeColumn column, string value, string code, string reason) =>
        decision.Refused.Add(entry.At.Refuse(column.Chinese, value, code, reason));
}
