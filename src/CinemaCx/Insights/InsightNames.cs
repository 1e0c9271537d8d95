using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Insights;

/// <summary>What films, halls and cinemas are called.</summary>
public sealed class InsightNames(Database database)
{
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(ScoreBy by, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        if (by == ScoreBy.Part) return DayPart.All.ToDictionary(p => p.Code, p => p.Name, StringComparer.Ordinal);
        await using var db = database.Read();
        return by switch
        {
            ScoreBy.Film => await db.GetTable<FilmRow>().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, f => f.Title, cancellation),
            ScoreBy.Cinema => await db.GetTable<CinemaRow>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, cancellation),
            _ => await HallsAsync(db, ids, cancellation),
        };
    }

    /// <summary>All films, by their title.</summary>
    public async Task<IReadOnlyList<(string Id, string Title)>> FilmsAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var films = await db.GetTable<FilmRow>().OrderBy(f => f.Title).Select(f => new { f.Id, f.Title }).ToListAsync(cancellation);
        return films.ConvertAll(f => (f.Id, f.Title));
    }

    // Halls of several cinemas are told apart by whose they are.
    private static async Task<IReadOnlyDictionary<string, string>> HallsAsync(DbSession db, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var halls = await (
            from hall in db.GetTable<HallRow>()
            join cinema in db.GetTable<CinemaRow>() on hall.CinemaId equals cinema.Id
            where ids.Contains(hall.Id)
            select new { hall.Id, hall.Name, Cinema = cinema.Name }).ToListAsync(cancellation);
        var isOne = halls.Select(h => h.Cinema).Distinct(StringComparer.Ordinal).Count() < 2;
        return halls.ToDictionary(h => h.Id, h => isOne ? h.Name : $"{h.Name} · {h.Cinema}", StringComparer.Ordinal);
    }
}
