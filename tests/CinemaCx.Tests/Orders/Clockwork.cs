using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CinemaCx.Tests.Orders;

/// <summary>The house's timers, turned by hand.</summary>
internal static class Clockwork
{
    /// <summary>From now on nothing happens by itself.</summary>
    public static async Task StopClockworkAsync(this Cinema cinema)
    {
        foreach (var dispatcher in cinema.House.Staff.Services.GetServices<IHostedService>().OfType<OutboxDispatcher>())
        {
            await dispatcher.Begun;
            await dispatcher.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Delivers what is due at this moment, once, through the guest door's services.</summary>
    /// <returns>The ids of the rows that were delivered.</returns>
    public static async Task<List<string>> RunDueAsync(this Cinema cinema)
    {
        var services = cinema.House.Guest.Services;
        var catalog = services.GetRequiredService<EventCatalog>();
        var database = cinema.GuestDatabase();
        List<OutboxRow> due;
        await using (var look = database.Read())
        {
            var now = cinema.Clock.Now();
            due = await look.GetTable<OutboxRow>().Where(r => r.DueAt <= now).OrderBy(r => r.DueAt).ThenBy(r => r.Id).ToListAsync();
        }

        foreach (var row in due)
        {
            var outcome = await catalog.Find(row.Handler)!.Deliver(services, row.Payload, CancellationToken.None);
            await using var db = await database.BeginAsync();
            var mine = db.GetTable<OutboxRow>().Where(r => r.Id == row.Id);
            if (outcome.Again is { } again) await mine.Set(r => r.DueAt, again).UpdateAsync();
            else await mine.DeleteAsync();
            await db.CommitAsync();
        }

        return [.. due.Select(r => r.Id)];
    }
}
