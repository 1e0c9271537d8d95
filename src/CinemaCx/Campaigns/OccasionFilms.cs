using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <summary>Which film an occasion is about.</summary>
public sealed class OccasionFilms(Database database)
{
    /// <returns>Titles by occasion; empty where the trigger is about no film.</returns>
    internal async Task<IReadOnlyDictionary<string, string>> OfAsync(CampaignTrigger? trigger, IReadOnlyList<Candidate> some, CancellationToken cancellation)
    {
        var ids = some.Select(c => c.Occasion).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        await using var db = database.Read();
        switch (trigger?.Kind)
        {
            case CampaignTriggerKind.AfterFilm:
                var watched = await (
                    from order in db.GetTable<OrderRow>()
                    join showtime in db.GetTable<ShowtimeRow>() on order.ShowtimeId equals showtime.Id
                    join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
                    where ids.Contains(order.Id)
                    select new { order.Id, film.Title }).ToListAsync(cancellation);
                return watched.ToDictionary(w => w.Id, w => w.Title, StringComparer.Ordinal);
            case CampaignTriggerKind.Presale:
                var films = await db.GetTable<FilmRow>().Where(f => ids.Contains(f.Id)).ToListAsync(cancellation);
                return films.ToDictionary(f => f.Id, f => f.Title, StringComparer.Ordinal);
            default:
                return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }
}
