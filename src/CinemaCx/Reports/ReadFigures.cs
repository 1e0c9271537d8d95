using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Reports;

/// <summary>The figures of a day or a week, from the rows as they are now.</summary>
public sealed class ReadFigures(Database database, SalesOfDays sales, VoicesOfDays voices)
{
    private const int TrendDays = 14;
    private const int DaysBefore = 28;
    private const int MostFilms = 5;

    /// <exception cref="Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<DayFigures> DayAsync(string cinemaId, DateOnly day, CancellationToken cancellation)
    {
        CinemaRow cinema;
        await using (var db = database.Read())
        {
            cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId);
        }

        var (from, to) = BusinessDay.Bounds(day, cinema.Zone);
        var sold = await sales.ReadAsync(cinemaId, day.AddDays(1 - TrendDays), day, cancellation);
        var trend = Enumerable.Range(1 - TrendDays, TrendDays).Select(day.AddDays).Select(d => new DaySales(d, Sum(sold.Where(s => s.Day == d)))).ToList();
        var films = sold.Where(s => s.Day == day).OrderByDescending(s => s.Sales.BoxOffice).ThenBy(s => s.FilmId, StringComparer.Ordinal).ToList();
        var titles = await sales.TitlesAsync([.. films.Select(f => f.FilmId)], cancellation);
        var nps = await voices.NpsAsync(cinemaId, from, to, cancellation);
        var before = await voices.NpsAsync(cinemaId, BusinessDay.Bounds(day.AddDays(-DaysBefore), cinema.Zone).From, from, cancellation);
        var (stars, answers, stages) = await voices.StarsAsync(cinemaId, from, to, cancellation);
        var (complaints, opened) = await voices.ComplaintsAsync(cinemaId, from, to, cancellation);
        var figures = new DayFigures(
            cinemaId, cinema.Name, day, trend[^1].Sales, nps, before, stars, answers, complaints, trend,
            [.. films.Take(MostFilms).Select(f => new FilmSales(f.FilmId, titles[f.FilmId], f.Sales))], stages, []);
        return figures with { LookAt = WhatToLookAt.Of(figures, [.. opened.Select(c => c.Category)], opened.Count(c => c.Severity == CaseSeverity.Critical)) };
    }

    public async Task<WeekFigures> WeekAsync(DateOnly monday, CancellationToken cancellation)
    {
        List<CinemaRow> cinemas;
        await using (var db = database.Read()) cinemas = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync(cancellation);
        var (weeks, before) = (new List<CinemaWeek>(), Sales.None);
        foreach (var cinema in cinemas)
        {
            var (from, to) = (BusinessDay.Bounds(monday, cinema.Zone).From, BusinessDay.Bounds(monday.AddDays(6), cinema.Zone).To);
            var sold = await sales.ReadAsync(cinema.Id, monday.AddDays(-7), monday.AddDays(6), cancellation);
            before += Sum(sold.Where(s => s.Day < monday));
            var nps = await voices.NpsAsync(cinema.Id, from, to, cancellation);
            var (complaints, _) = await voices.ComplaintsAsync(cinema.Id, from, to, cancellation);
            weeks.Add(new CinemaWeek(cinema.Id, cinema.Name, Sum(sold.Where(s => s.Day >= monday)), nps, complaints));
        }

        IReadOnlyList<CinemaWeek> ranked = [.. weeks.OrderByDescending(w => w.Sales.BoxOffice)];
        return new WeekFigures(monday, before, ranked, WhatToLookAt.Of(ranked));
    }

    private static Sales Sum(IEnumerable<(DateOnly Day, string FilmId, Sales Sales)> sold) => sold.Aggregate(Sales.None, (sum, s) => sum + s.Sales);
}
