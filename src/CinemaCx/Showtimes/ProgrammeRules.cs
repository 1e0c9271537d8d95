using System.Text.RegularExpressions;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>
/// Holds what files say against what is known and against the rules of the trade. No I/O and no clock: the same input gives the same decision,
/// apart from the ids of new rows.
/// </summary>
internal sealed partial class ProgrammeRules(ProgrammeEntries entries, KnownProgramme known, ShowtimeOptions options, DateTimeOffset now)
{
    private static readonly string[] ListSeparators = ["、", ",", "，", "/", ";", "；", "|"];

    private readonly ProgrammeDecision _decision = new();

    public static ProgrammeDecision Decide(ProgrammeEntries entries, KnownProgramme known, ShowtimeOptions options, DateTimeOffset now) =>
        new ProgrammeRules(entries, known, options, now).Decide();

    private ProgrammeDecision Decide()
    {
        _decision.Refused.AddRange(entries.Refused);
        var cinemas = DecideCinemas();
        var halls = DecideHalls(cinemas);
        var films = DecideFilms();
        new ShowtimeRules(new AgreedProgramme(cinemas, halls, films, known), entries, _decision, options, now).Decide();
        return _decision;
    }

    private Dictionary<string, CinemaRow> DecideCinemas()
    {
        var agreed = new Dictionary<string, CinemaRow>(known.Cinemas, StringComparer.Ordinal);
        foreach (var entry in Once(entries.Cinemas, e => e.Code, e => e.At, ProgrammeColumns.Cinema))
        {
            var before = known.Cinemas.GetValueOrDefault(entry.Code);
            var zone = entry.TimeZone.Or(before?.TimeZone) ?? "Asia/Shanghai";
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) || !found.HasIanaId)
                Refuse(entry.At, ProgrammeColumns.TimeZone, zone, "time-zone-unknown", "时区须为 IANA 名称，例如 Asia/Shanghai。");
            else if (before is not null && before.TimeZone != zone)
                Refuse(entry.At, ProgrammeColumns.TimeZone, zone, "time-zone-fixed", "影院建立后不能更改时区。");
            var after = new CinemaRow
            {
                Id = before?.Id ?? Id.New("cin", now),
                Code = entry.Code,
                Name = entry.Name,
                City = entry.City,
                Address = entry.Address,
                TimeZone = zone,
                Phone = entry.Phone.Or(before?.Phone),
                Parking = entry.Parking.Or(before?.Parking),
                ParkingPlaces = entry.ParkingPlaces.Or(before?.ParkingPlaces),
                ParkingFree = entry.ParkingFree.Or(before?.ParkingFree),
                WayIn = entry.WayIn.Or(before?.WayIn),
                TicketMachines = entry.TicketMachines.Or(before?.TicketMachines),
                LatitudeMicro = entry.Latitude.Present ? Micro(entry.Latitude.Value) : before?.LatitudeMicro,
                LongitudeMicro = entry.Longitude.Present ? Micro(entry.Longitude.Value) : before?.LongitudeMicro,
            };
            if (after.ParkingFree > after.ParkingPlaces)
                Refuse(entry.At, ProgrammeColumns.ParkingFree, $"{after.ParkingFree}", "parking-free-too-many", "空余车位不能多于车位总数。");
            _decision.Cinemas.Add(new Change<CinemaRow>(before, after));
            agreed[entry.Code] = after;
        }

        return agreed;
    }

    private Dictionary<HallKey, AgreedHall> DecideHalls(Dictionary<string, CinemaRow> cinemas)
    {
        var agreed = known.Halls.ToDictionary(pair => pair.Key, pair => new AgreedHall(pair.Value, known.Plans[pair.Value.PlanId]));
        var plans = DecidePlans();
        foreach (var entry in Once(entries.Halls, e => e.Key, e => e.At, ProgrammeColumns.Hall))
        {
            if (!cinemas.TryGetValue(entry.CinemaCode, out var cinema))
            {
                if (!entries.Doubtful.Contains(ProgrammeKind.Cinemas))
                    Refuse(entry.At, ProgrammeColumns.Cinema, entry.CinemaCode, "cinema-unknown", "没有这个影院编码。");
                continue;
            }

            var before = known.Halls.GetValueOrDefault(entry.Key);
            var plan = plans.GetValueOrDefault(entry.Key) ?? (before is null ? null : known.Plans[before.PlanId]);
            if (plan is null)
            {
                if (!entries.Doubtful.Contains(ProgrammeKind.Seats))
                    Refuse(entry.At, ProgrammeColumns.Hall, entry.Code, "hall-without-seats", "新影厅必须同时导入座位。");
                continue;
            }

            var after = new HallRow
            {
                Id = before?.Id ?? Id.New("hal", now),
                CinemaId = cinema.Id,
                Code = entry.Code,
                Name = entry.Name,
                Tags = Words(entry.Tags, before?.Tags),
                Notice = entry.Notice.Or(before?.Notice),
                PlanId = plan.Id,
            };
            _decision.Halls.Add(new Change<HallRow>(before, after));
            agreed[entry.Key] = new AgreedHall(after, plan);
        }

        // Seats of a hall that the halls file does not repeat.
        var repeated = entries.Halls.Select(hall => hall.Key).ToHashSet();
        foreach (var (key, plan) in plans.Where(pair => !repeated.Contains(pair.Key)))
        {
            if (known.Halls.TryGetValue(key, out var before))
            {
                var after = before with { PlanId = plan.Id };
                _decision.Halls.Add(new Change<HallRow>(before, after));
                agreed[key] = new AgreedHall(after, plan);
            }
            else if (!entries.Doubtful.Contains(ProgrammeKind.Halls))
            {
                Refuse(entries.Seats.First(seat => seat.Hall == key).At, ProgrammeColumns.Hall, key.Hall, "hall-unknown", "没有这个影厅编码。");
            }
        }

        return agreed;
    }

    private Dictionary<HallKey, SeatPlan> DecidePlans()
    {
        var plans = new Dictionary<HallKey, SeatPlan>();
        foreach (var seats in entries.Seats.GroupBy(seat => seat.Hall))
        {
            if (HallPlanRules.Decide(seats.ToList(), _decision.Refused) is not { } plan) continue;
            plans.Add(seats.Key, plan);
            _decision.Plans.Add((known.Halls.GetValueOrDefault(seats.Key)?.PlanId, plan));
        }

        if (entries.Seats.Select(seat => seat.Hall).Distinct().Count() > plans.Count) entries.Doubtful.Add(ProgrammeKind.Seats);
        return plans;
    }

    private Dictionary<string, FilmRow> DecideFilms()
    {
        var agreed = new Dictionary<string, FilmRow>(known.Films, StringComparer.Ordinal);
        foreach (var entry in Once(entries.Films, e => e.Code, e => e.At, ProgrammeColumns.Film))
        {
            if (!FilmCode().IsMatch(entry.Code))
                Refuse(entry.At, ProgrammeColumns.Film, entry.Code, "film-code-invalid", "影片编码须为 12 位，例如 001X04612023。");
            var before = known.Films.GetValueOrDefault(entry.Code);
            var after = new FilmRow
            {
                Id = before?.Id ?? Id.New("flm", now),
                Code = entry.Code,
                Title = entry.Title,
                OriginalTitle = entry.OriginalTitle.Or(before?.OriginalTitle),
                Genres = Words(entry.Genres, before?.Genres),
                Cast = Words(entry.Cast, before?.Cast),
                Directors = Words(entry.Directors, before?.Directors),
                Minutes = entry.Minutes,
                Rating = entry.Rating.Or(before?.Rating),
                ReleaseDate = entry.ReleaseDate.Or(before?.ReleaseDate),
                PosterUrl = entry.Poster.Or(before?.PosterUrl),
                Synopsis = entry.Synopsis.Or(before?.Synopsis),
                LowestPrice = entry.LowestPrice,
            };
            if (after.PosterUrl is { } poster && !(Uri.TryCreate(poster, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
                Refuse(entry.At, ProgrammeColumns.Poster, poster, "poster-invalid", "海报须为 https 地址。");
            _decision.Films.Add(new Change<FilmRow>(before, after));
            agreed[entry.Code] = after;
        }

        return agreed;
    }

    /// <summary>The entries whose key has not come before; each later one is refused and names the first.</summary>
    private IEnumerable<T> Once<T, TKey>(List<T> all, Func<T, TKey> key, Func<T, Place> at, ProgrammeColumn column) where TKey : notnull
    {
        var first = new Dictionary<TKey, Place>();
        foreach (var entry in all)
        {
            if (first.TryAdd(key(entry), at(entry))) yield return entry;
            else Refuse(at(entry), column, $"{(key(entry) is HallKey hall ? hall.Hall : key(entry))}", "key-twice", $"与 {first[key(entry)]} 重复。");
        }
    }

    private void Refuse(Place at, ProgrammeColumn column, string value, string code, string reason) =>
        _decision.Refused.Add(at.Refuse(column.Chinese, value, code, reason));

    private static string Words(Given<string> given, string? known) => given.Present || known is null
        ? WordList.Format((given.Value ?? "").Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        : known;

    private static long? Micro(decimal? degrees) => degrees is null ? null : (long)Math.Round(degrees.Value * 1_000_000m);

    [GeneratedRegex("^[0-9]{3}[0-9A-Z][0-9]{8}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilmCode();
}

/// <summary>A hall as it will be, with the plan that new showtimes in it get.</summary>
internal sealed record AgreedHall(HallRow Row, SeatPlan Plan);

/// <summary>What showtimes may refer to: what was known, as changed by the files.</summary>
internal sealed record AgreedProgramme(
    IReadOnlyDictionary<string, CinemaRow> Cinemas,
    IReadOnlyDictionary<HallKey, AgreedHall> Halls,
    IReadOnlyDictionary<string, FilmRow> Films,
    KnownProgramme Known);
