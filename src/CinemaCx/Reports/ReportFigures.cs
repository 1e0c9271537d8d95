using CinemaCx.Platform.Primitives;

namespace CinemaCx.Reports;

/// <summary>What was sold for the showtimes of a business day, whenever it was sold; what was given back is not in it.</summary>
/// <param name="BoxOffice">What the seats cost, service fee included.</param>
/// <param name="Admissions">Seats sold.</param>
/// <param name="Capacity">Seats of all showtimes.</param>
public sealed record Sales(Fen BoxOffice, long Admissions, long Capacity, long Showtimes)
{
    public static readonly Sales None = new(Fen.Zero, 0, 0, 0);

    /// <summary>Share of seats sold, 0 to 1.</summary>
    public double Occupancy => Capacity == 0 ? 0 : (double)Admissions / Capacity;

    public static Sales operator +(Sales a, Sales b) =>
        new(a.BoxOffice + b.BoxOffice, a.Admissions + b.Admissions, a.Capacity + b.Capacity, a.Showtimes + b.Showtimes);
}

public sealed record DaySales(DateOnly Day, Sales Sales);

public sealed record FilmSales(string FilmId, string Title, Sales Sales);

/// <param name="Code">Of the survey's stage.</param>
/// <param name="Mean">1 to 5.</param>
public sealed record StageStars(string Code, string Label, double Mean, long Answers);

/// <summary>The complaints of a day as they stood when the report was made.</summary>
/// <param name="Opened">Cases opened that day.</param>
/// <param name="ClosedInTime">Of these.</param>
/// <param name="ClosedLate">Of these.</param>
/// <param name="Overdue">Names of all cases of the cinema that are past their time and not closed, oldest first.</param>
public sealed record Complaints(long Opened, long ClosedInTime, long ClosedLate, IReadOnlyList<string> Overdue)
{
    public long StillOpen => Opened - ClosedInTime - ClosedLate;
}

/// <param name="Words">What somebody should look at, in one short sentence.</param>
/// <param name="Where">The console's page for it, beginning with a slash.</param>
public sealed record LookAt(string Words, string Where);

/// <summary>How a business day of one cinema was.</summary>
/// <param name="Stars">Mean of the stars given that day, 1 to 5.</param>
/// <param name="StarAnswers">How many gave any.</param>
/// <param name="NpsBefore">Of the 28 business days before.</param>
/// <param name="Trend">This day and the 13 before, oldest first.</param>
public sealed record DayFigures(
    string CinemaId,
    string CinemaName,
    DateOnly Day,
    Sales Sales,
    Score Nps,
    Score NpsBefore,
    double? Stars,
    long StarAnswers,
    Complaints Complaints,
    IReadOnlyList<DaySales> Trend,
    IReadOnlyList<FilmSales> Films,
    IReadOnlyList<StageStars> Stages,
    IReadOnlyList<LookAt> LookAt)
{
    /// <summary>The same weekday a week before.</summary>
    public Sales WeekBefore => Trend.FirstOrDefault(t => t.Day == Day.AddDays(-7))?.Sales ?? Sales.None;

    public bool IsEmpty => Sales is { Showtimes: 0, Admissions: 0 } && StarAnswers == 0 && Complaints.Opened == 0;
}

/// <summary>One cinema's week.</summary>
public sealed record CinemaWeek(string CinemaId, string CinemaName, Sales Sales, Score Nps, Complaints Complaints);

/// <summary>A week of all cinemas, largest box office first.</summary>
/// <param name="Monday">Its first business day.</param>
/// <param name="Before">What all cinemas sold the week before.</param>
public sealed record WeekFigures(DateOnly Monday, Sales Before, IReadOnlyList<CinemaWeek> Cinemas, IReadOnlyList<LookAt> LookAt)
{
    public Sales Sales => Cinemas.Aggregate(Sales.None, (sum, c) => sum + c.Sales);

    public Score Nps => Cinemas.Aggregate(new Score(0, 0, 0), (sum, c) => sum + c.Nps);

    public long Opened => Cinemas.Sum(c => c.Complaints.Opened);

    public long ClosedInTime => Cinemas.Sum(c => c.Complaints.ClosedInTime);
}
