using System.Collections.Concurrent;
using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Parts;

/// <summary>Which list, as whom, from which address.</summary>
/// <param name="Path">Pattern, as it was mapped.</param>
/// <param name="Named">What stands in the address for the pattern's names.</param>
/// <param name="CinemaId">The cinema that was shown; null: all of hers.</param>
public sealed record ExportOrder(string Path, IReadOnlyDictionary<string, string> Named, string Query, ExportFormat Format, string EmployeeId, string? CinemaId);

/// <summary>What came of it, in <see cref="LongWorkRow.Result"/>.</summary>
public sealed record ExportMade(string Name, string Type, long Length);

/// <summary>Writes a list into a stream for a request that may be over.</summary>
internal delegate Task WriteList(HttpContext context, ExportFormat format, Stream to, Func<long, Task> tell, CancellationToken cancellation);

internal sealed record Exportable(IReadOnlyList<StaffRole> Roles, WriteList WriteAsync);

/// <summary>The lists that can be had as files, by the pattern of their path.</summary>
public sealed class ExportCatalog
{
    private readonly ConcurrentDictionary<string, Exportable> _lists = new(StringComparer.Ordinal);

    internal void Add(string path, Exportable list) => _lists[path] = list;

    internal Exportable? Find(string path) => _lists.GetValueOrDefault(path);
}

/// <summary>Takes orders for long exports.</summary>
public sealed class ExportDesk(Database database, LongWorks works, Outbox outbox, TimeProvider time)
{
    /// <summary>One person's, at once.</summary>
    private const int MostOpen = 3;

    /// <param name="list">What people call it.</param>
    /// <param name="rows">Null: nobody knows.</param>
    /// <returns>The work's id; that of the same order while it is still under way.</returns>
    /// <exception cref="Refusal">409 <c>export-busy</c>.</exception>
    public async Task<string> BeginAsync(StaffMember by, ExportOrder order, string list, long? rows, CancellationToken cancellation)
    {
        var (id, input) = (Id.New("exp", time.Now()), JsonSerializer.Serialize(order));
        await using (var db = await database.BeginAsync(cancellation))
        {
            var open = await db.GetTable<LongWorkRow>()
                .Where(w => w.Kind == ExportWork.ItsKind && w.AskedBy == by.EmployeeId && w.State == LongWorkState.Working).Select(w => new { w.Id, w.Input }).ToListAsync(cancellation);
            if (open.Find(w => w.Input == input) is { } same) return same.Id;
            if (open.Count >= MostOpen) throw new Refusal(409, "export-busy", "您已有 3 个导出在进行，请等其中一个完成");
            var script = new Script();
            works.Begin(script, new LongWorkStart(id, ExportWork.ItsKind, "导出" + list) { Total = rows, Scope = by.CinemaId, AskedBy = by.EmployeeId, Input = input });
            await db.CommitAsync(script, cancellation);
        }

        outbox.Wake();
        return id;
    }
}

/// <summary>
/// Makes a list's file while nobody waits: as whoever ordered it, with what she may see at that moment. It goes to a scratch file first and is kept only when
/// it is whole; a crash begins it again.
/// </summary>
public sealed class ExportWork(ExportCatalog lists, LongWorks works, LongWorkFiles files, Database database, IServiceScopeFactory scopes, IHttpContextAccessor asking) : ILongWorker
{
    internal const string ItsKind = "export";

    public string Kind => ItsKind;

    public async Task<string?> RunAsync(LongWorkRow work, CancellationToken stop)
    {
        var order = JsonSerializer.Deserialize<ExportOrder>(work.Input!)!;
        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.QueryString = new QueryString(order.Query);
        foreach (var (name, value) in order.Named) context.Request.RouteValues[name] = value;
        var list = lists.Find(order.Path) ?? throw new Refusal(410, "list-gone", "这个列表已不再提供");
        var visit = await VisitAsync(scope.ServiceProvider, order, list, stop);
        await using var file = ScratchFile.Open();
        // Lists that are named by their address look there.
        asking.HttpContext = context;
        try
        {
            await list.WriteAsync(context, order.Format, file, rows => TellAsync(work.Id, rows), stop);
        }
        finally
        {
            asking.HttpContext = null;
        }

        file.Position = 0;
        await files.WriteAsync(work.Id, file, stop);
        var made = new ExportMade(Exports.NameOf(work.Title, visit.Local(work.StartedAt), order.Format), Exports.TypeOf(order.Format), file.Length);
        return JsonSerializer.Serialize(made);
    }

    private static async Task<Visit> VisitAsync(IServiceProvider services, ExportOrder order, Exportable list, CancellationToken cancellation)
    {
        var person = await services.GetRequiredService<StaffDirectory>().FindAsync(order.EmployeeId, cancellation);
        if (person is not { LeftAt: null } || !list.Roles.Contains(person.Role)) throw StaffRefusals.NotAllowed();
        var visit = services.GetRequiredService<Visit>();
        visit.BeginAway(
            new StaffMember(person.Id, person.Name, person.Role, person.CinemaId), order.CinemaId, await services.GetRequiredService<CinemaQueries>().ListAsync(cancellation));
        return visit;
    }

    private async Task TellAsync(string id, long rows)
    {
        var script = new Script();
        works.Tell(script, id, rows);
        await using var db = await database.BeginAsync();
        await db.CommitAsync(script);
    }
}
