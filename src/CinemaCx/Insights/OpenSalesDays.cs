using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Showtimes;

namespace CinemaCx.Insights;

/// <summary>The programme of a day is another than the one that was summed: it is read from its showtimes until it is summed anew.</summary>
public sealed class OpenSalesDays(Database database) : IEventHandler<ProgrammeChanged>, IEventHandler<ShowtimeCancelled>
{
    public Task<Delivery> HandleAsync(ProgrammeChanged news, CancellationToken cancellation) =>
        OpenAsync(script => SalesDays.Open(script, news.CinemaId, [.. news.Days.Order()]), cancellation);

    public Task<Delivery> HandleAsync(ShowtimeCancelled news, CancellationToken cancellation) => OpenAsync(script => SalesDays.Open(script, news.ShowtimeId), cancellation);

    private async Task<Delivery> OpenAsync(Action<Script> open, CancellationToken cancellation)
    {
        var script = new Script();
        open(script);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
        return Delivery.Done;
    }
}
