using CinemaCx.Platform.Primitives;

namespace CinemaCx.Platform.Jobs;

/// <summary>A long work as people see it.</summary>
/// <param name="Scope">Whose it is; null: everybody's.</param>
/// <param name="Total">Null while nobody knows.</param>
/// <param name="RestSeconds">How long it will take yet; null while nobody can tell, and once it is over.</param>
/// <param name="IsStopping">Somebody asked for a stop that is not complete yet.</param>
/// <param name="Fault">Why it failed, in words.</param>
/// <param name="Result">JSON, by kind.</param>
public sealed record LongWorkView(
    string Id, string Kind, string Title, string? Scope, string? AskedBy, LongWorkState State, long Done, long? Total, DateTimeOffset StartedAt,
    long? RestSeconds, bool IsStopping, DateTimeOffset? EndedAt, string? Fault, string? Result)
{
    public static LongWorkView Of(LongWorkRow row, DateTimeOffset now) => new(
        row.Id, row.Kind, row.Title, row.Scope, row.AskedBy, row.State, row.Done, row.Total, row.StartedAt,
        row.Rest(now) is { } rest ? (long)Math.Ceiling(rest.TotalSeconds) : null, row is { State: LongWorkState.Working, StopAskedAt: not null }, row.EndedAt, row.Fault, row.Result);
}

/// <summary>Port: long work that keeps rows of its own.</summary>
public interface ILongWorkSource
{
    /// <summary>What is under way.</summary>
    Task<IReadOnlyList<LongWorkView>> OpenAsync(string? scope, CancellationToken cancellation);

    /// <returns>False when it knows no such work, or it is over.</returns>
    Task<bool> StopAsync(string id, string by, CancellationToken cancellation);
}

/// <summary>All long work, wherever its rows are.</summary>
public sealed class LongWorkDesk(LongWorks works, IEnumerable<ILongWorkSource> sources, TimeProvider time)
{
    /// <summary>What is under way, then what ended last.</summary>
    /// <param name="scope">Null: of everybody.</param>
    public async Task<IReadOnlyList<LongWorkView>> ListAsync(string? scope, CancellationToken cancellation)
    {
        var found = new List<LongWorkView>();
        foreach (var source in sources) found.AddRange(await source.OpenAsync(scope, cancellation));
        found.AddRange((await works.ListAsync(scope, cancellation)).Select(w => LongWorkView.Of(w, time.Now())));
        return [.. found.OrderBy(w => w.State != LongWorkState.Working)];
    }

    /// <returns>Null when there is no such work, or it is not of this scope.</returns>
    public async Task<LongWorkView?> FindAsync(string id, string? scope, CancellationToken cancellation)
    {
        if (await works.FindAsync(id, cancellation) is { } row) return scope is null || row.Scope == scope ? LongWorkView.Of(row, time.Now()) : null;
        foreach (var source in sources)
            if ((await source.OpenAsync(scope, cancellation)).FirstOrDefault(w => w.Id == id) is { } view) return view;
        return null;
    }

    /// <returns>False when it is over already.</returns>
    public async Task<bool> StopAsync(string id, string by, CancellationToken cancellation)
    {
        if (await works.StopAsync(id, by, cancellation)) return true;
        foreach (var source in sources)
            if (await source.StopAsync(id, by, cancellation)) return true;
        return false;
    }
}
