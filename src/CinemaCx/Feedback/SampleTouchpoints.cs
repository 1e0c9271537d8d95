using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Feedback;

/// <summary>Sees to it that every hall has a QR code at its exit, and every cinema one at washroom, ticket machine and concession stand.</summary>
public sealed class SampleTouchpoints(Database database, TimeProvider time)
{
    /// <summary>May be run again: what is there stays, under the code that is printed already.</summary>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var halls = await db.GetTable<HallRow>().OrderBy(h => h.Code).ToListAsync(cancellation);
        var cinemas = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync(cancellation);
        var wanted = halls.Select(h => (h.CinemaId, HallId: (string?)h.Id, Kind: "hall-exit", Name: h.Name + "出口"))
            .Concat(cinemas.SelectMany(c => new[]
            {
                (CinemaId: c.Id, HallId: (string?)null, Kind: "washroom", Name: "卫生间"),
                (CinemaId: c.Id, HallId: null, Kind: "ticket-machine", Name: "取票机"),
                (CinemaId: c.Id, HallId: null, Kind: "concession", Name: "卖品部"),
            })).ToList();
        if (wanted.Count == 0) return;
        var script = new Script();
        script.AskForEach(
            $"INSERT INTO touchpoints (id, code, cinema_id, hall_id, kind, name, created_at) VALUES ",
            wanted,
            t => $"({Id.New("tpt", now)}, {TouchpointDesk.NewCode()}, {t.CinemaId}, {t.HallId}, {t.Kind}, {t.Name}, {now})",
            $" ON CONFLICT (cinema_id, kind, name) DO NOTHING RETURNING id");
        await db.RunAsync(script, cancellation);
        await db.CommitAsync(cancellation);
    }
}
