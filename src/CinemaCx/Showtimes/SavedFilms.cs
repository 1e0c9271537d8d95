using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Showtimes;

/// <summary>A film somebody wants to hear of.</summary>
[Table("saved_films")]
public sealed record SavedFilmRow
{
    [Column("guest_id"), PrimaryKey(0)] public required string GuestId { get; init; }
    [Column("film_id"), PrimaryKey(1)] public required string FilmId { get; init; }
    [Column("saved_at")] public required DateTimeOffset SavedAt { get; init; }

    /// <summary>1: it could be bought at that moment, so that its sale is no news to her.</summary>
    [Column("on_sale_already")] public required long OnSaleAlready { get; init; }
}

/// <summary>想看: the films a guest saved.</summary>
public sealed class SavedFilms(Database database, TimeProvider time)
{
    private const int Most = 200;

    /// <summary>Saved last first.</summary>
    public async Task<IReadOnlyList<FilmView>> OfAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var films = await (
            from saved in db.GetTable<SavedFilmRow>()
            join film in db.GetTable<FilmRow>() on saved.FilmId equals film.Id
            where saved.GuestId == guestId
            orderby saved.SavedAt descending, film.Id
            select film).ToListAsync(cancellation);
        return films.ConvertAll(FilmView.Of);
    }

    /// <summary>Saving it again changes nothing.</summary>
    /// <exception cref="Refusal">404 <c>film-not-found</c>, 422 <c>saved-films-full</c>.</exception>
    public async Task SaveAsync(string guestId, string filmId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var known = script.Ask($"SELECT id FROM films WHERE id = {filmId}");
        script.Do($"""
            INSERT INTO saved_films (guest_id, film_id, saved_at, on_sale_already)
            SELECT {guestId}, f.id, {now}, CASE WHEN EXISTS (
                SELECT 1 FROM showtimes s WHERE s.film_id = f.id AND s.cancelled_at IS NULL AND (s.sale_opens_at IS NULL OR s.sale_opens_at <= {now}) AND s.sale_closes_at > {now}
            ) THEN 1 ELSE 0 END
            FROM films f WHERE f.id = {filmId}
            ON CONFLICT (guest_id, film_id) DO NOTHING
            """);
        var full = script.Ask($"SELECT guest_id FROM saved_films WHERE guest_id = {guestId} GROUP BY guest_id HAVING COUNT(*) > {Most}");
        var results = await db.RunAsync(script, cancellation);
        if (results[known].Count == 0) throw ShowtimeRefusals.UnknownFilm(filmId);
        if (results[full].Count > 0) throw ShowtimeRefusals.SavedFilmsFull(Most);
        await db.CommitAsync(cancellation);
    }

    /// <summary>Taking away what is not there changes nothing.</summary>
    public async Task RemoveAsync(string guestId, string filmId, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        await db.GetTable<SavedFilmRow>().Where(s => s.GuestId == guestId && s.FilmId == filmId).DeleteAsync(cancellation);
        await db.CommitAsync(cancellation);
    }
}
