using System.Globalization;
using System.Text;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>
/// A programme to try the house with: two invented cinemas, real films, and showtimes from yesterday to six days ahead. The same day always gives the
/// same files.
/// </summary>
public static class SampleProgramme
{
    private const int FirstStart = 9 * 60 + 20;

    /// <summary>The last showtime may begin at 00:50.</summary>
    private const int LastStart = 24 * 60 + 50;

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Language, then the formats it is shown in, by film code; the order is the order of the halls' rotation.</summary>
    private static readonly (string Film, int Minutes, string Language, string[] Formats)[] Repertoire =
    [
        ("001X90012025", 144, "国语", ["2D", "3D", "IMAX"]),
        ("051X90022025", 108, "原版", ["2D", "3D", "IMAX"]),
        ("001X90032025", 137, "国语", ["2D", "IMAX"]),
        ("001X90042025", 118, "国语", ["2D"]),
        ("001X90052025", 136, "国语", ["2D", "IMAX"]),
        ("051X90062025", 155, "原版", ["2D", "IMAX"]),
        ("001X90072024", 123, "沪语", ["2D"]),
        ("001X90082024", 129, "国语", ["2D"]),
        ("001X90092024", 121, "国语", ["2D", "IMAX"]),
        ("051X90102024", 166, "原版", ["2D", "IMAX"]),
        ("001X90112023", 173, "国语", ["2D", "3D", "IMAX"]),
        ("051X90122023", 180, "原版", ["2D", "IMAX"]),
    ];

    /// <summary>What a hall prefers to show, and what an evening there costs by zone, in yuan.</summary>
    private static readonly (string Cinema, string Hall, string Format, (string Zone, int Yuan)[] Prices)[] Halls =
    [
        ("CG-BJ01", "1", "IMAX", [("普通", 75), ("优选", 90), ("情侣", 98)]),
        ("CG-BJ01", "2", "2D", [("普通", 68), ("优选", 80)]),
        ("CG-BJ01", "3", "3D", [("普通", 48), ("优选", 55), ("情侣", 62)]),
        ("CG-BJ01", "4", "2D", [("普通", 58), ("优选", 66)]),
        ("CG-BJ01", "5", "2D", [("VIP", 158)]),
        ("CG-BJ01", "6", "2D", [("普通", 45)]),
        ("CG-CD01", "1", "2D", [("普通", 62), ("优选", 72), ("情侣", 80)]),
        ("CG-CD01", "2", "3D", [("普通", 46), ("优选", 52)]),
        ("CG-CD01", "3", "3D", [("普通", 88)]),
        ("CG-CD01", "4", "2D", [("普通", 42), ("情侣", 56)]),
    ];

    /// <param name="now">The showtimes lie around the business day of this instant.</param>
    public static IReadOnlyList<ProgrammeFile> Files(DateTimeOffset now) =>
    [
        Resource("cinemas.csv"),
        Resource("halls.csv"),
        Resource("seats.csv"),
        Resource("films.csv"),
        Showtimes(Today(now).AddDays(-1), LastDay(now)),
    ];

    /// <summary>The cinemas' business day at this instant.</summary>
    internal static DateOnly Today(DateTimeOffset now) => BusinessDay.Of(now, Zone);

    /// <summary>The last day that has showtimes, seen from this instant.</summary>
    internal static DateOnly LastDay(DateTimeOffset now) => Today(now).AddDays(6);

    /// <summary>The codes of its cinemas.</summary>
    internal static IReadOnlyList<string> Cinemas { get; } = [.. Halls.Select(hall => hall.Cinema).Distinct(StringComparer.Ordinal)];

    /// <summary>The showtimes of some business days, both included.</summary>
    internal static ProgrammeFile Showtimes(DateOnly first, DateOnly last)
    {
        var zones = Halls.SelectMany(hall => hall.Prices.Select(price => price.Zone)).Distinct(StringComparer.Ordinal).ToList();
        var csv = new StringBuilder("影院编码,影厅编码,影片编码,放映日期,开场时间,语言,制式,服务费");
        foreach (var zone in zones) csv.Append(CultureInfo.InvariantCulture, $",票价:{zone},会员价:{zone}");
        csv.AppendLine();
        for (var day = first; day <= last; day = day.AddDays(1))
            for (var hall = 0; hall < Halls.Length; hall++)
                AppendDay(csv, day, hall, zones);
        return new ProgrammeFile("showtimes.csv", Encoding.UTF8.GetBytes(csv.ToString()));
    }

    private static void AppendDay(StringBuilder csv, DateOnly date, int hall, List<string> zones)
    {
        var (cinema, code, preferred, prices) = Halls[hall];
        // A prime step walks the whole repertoire, and begins elsewhere in every hall on every day.
        var turn = date.DayNumber * 5 + hall * 7;
        for (int start = FirstStart + hall % 4 * 20, slot = 0; start <= LastStart; slot++)
        {
            var film = Repertoire[(turn + slot * 5) % Repertoire.Length];
            var format = film.Formats.Contains(preferred, StringComparer.Ordinal) ? preferred : "2D";
            csv.Append(CultureInfo.InvariantCulture, $"{cinema},{code},{film.Film},{date:yyyy-MM-dd},{start / 60:00}:{start % 60:00},{film.Language},{format},3");
            foreach (var zone in zones)
            {
                var evening = prices.FirstOrDefault(price => price.Zone == zone).Yuan;
                if (evening == 0) csv.Append(",,");
                else csv.Append(CultureInfo.InvariantCulture, $",{Price(evening, start, date)},{Price(evening, start, date) - 4}");
            }

            csv.AppendLine();
            // Up to the next five minutes after film, credits and cleaning.
            start = (start + film.Minutes + 20 + 4) / 5 * 5;
        }
    }

    /// <summary>Mornings and late nights cost less, weekend evenings more.</summary>
    private static int Price(int evening, int start, DateOnly date)
    {
        var weekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return start switch
        {
            < 12 * 60 or >= 23 * 60 => Math.Max(evening - 8, 38),
            < 17 * 60 => evening - 4,
            _ => weekend ? evening + 5 : evening,
        };
    }

    private static ProgrammeFile Resource(string name)
    {
        using var stream = typeof(SampleProgramme).Assembly.GetManifestResourceStream($"CinemaCx.Showtimes.Sample.{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ProgrammeFile(name, content);
    }
}
