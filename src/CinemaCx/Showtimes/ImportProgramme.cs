using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Extensions.Options;

namespace CinemaCx.Showtimes;

/// <summary>
/// Brings cinemas, halls, seats, films and showtimes in from files, all or nothing. What is there already under the same code is changed, never
/// doubled, so the same files may be handed in again; nothing is ever removed.
/// </summary>
public sealed class ImportProgramme(
    Database database, IShowtimeSales sales, ShowtimeCatalog catalog, Outbox outbox, IOptions<ShowtimeOptions> options, TimeProvider time)
{
    /// <param name="dryRun">Say what would be done, and write nothing.</param>
    public async Task<ProgrammeReport> RunAsync(IReadOnlyCollection<ProgrammeFile> files, bool dryRun, CancellationToken cancellation)
    {
        var entries = ProgrammeReader.Read(files);
        await using var tx = await database.BeginAsync(cancellation);
        await LockAsync(tx, cancellation);
        var known = await KnownProgrammeReader.ReadAsync(tx, entries, cancellation);
        var decision = ProgrammeRules.Decide(entries, known, options.Value, time.Now());
        await RefuseDisturbingAsync(tx, decision, cancellation);
        var applied = !dryRun && decision.Refused.Count == 0;
        if (applied)
        {
            await WriteAsync(tx, decision, cancellation);
            await TellAsync(tx, decision, cancellation);
            tx.AfterCommit(catalog.Forget);
            await tx.CommitAsync(cancellation);
        }

        var refused = decision.Refused.OrderBy(row => row.File, StringComparer.Ordinal).ThenBy(row => row.Line).ToList();
        return new ProgrammeReport(applied, decision.Counts(), refused);
    }

    /// <summary>Two imports at once could each miss the showtime that the other puts into a hall; the second waits here.</summary>
    private static async Task LockAsync(DbSession tx, CancellationToken cancellation)
    {
        if (tx.Engine == DatabaseEngine.PostgreSql)
            await tx.ExecuteAsync("LOCK TABLE showtimes IN SHARE ROW EXCLUSIVE MODE", cancellation);
    }

    private async Task RefuseDisturbingAsync(DbSession tx, ProgrammeDecision decision, CancellationToken cancellation)
    {
        if (decision.Disturbing.Count == 0) return;
        // Orders under way are waited for, and those that come now wait for this import: none falls between the look and the change.
        var script = new Script();
        script.AskForEach($"SELECT id FROM showtimes WHERE id IN (", decision.Disturbing, item => $"{item.ShowtimeId}", $") ORDER BY id {tx.LockForChange}");
        await tx.RunAsync(script, cancellation);
        var withGuests = await sales.WithSalesAsync(decision.Disturbing.ConvertAll(item => item.ShowtimeId), cancellation);
        decision.Refused.AddRange(decision.Disturbing.Where(item => withGuests.Contains(item.ShowtimeId)).Select(item => item.Refusal));
    }

    private static async Task WriteAsync(DbSession tx, ProgrammeDecision decision, CancellationToken cancellation)
    {
        await SaveAsync(tx, decision.Cinemas, cancellation);
        await SavePlansAsync(tx, decision, cancellation);
        await SaveAsync(tx, decision.Halls, cancellation);
        await SaveAsync(tx, decision.Films, cancellation);
        await SaveAsync(tx, decision.Showtimes.ConvertAll(c => new Change<ShowtimeRow>(c.Before?.Row, c.After.Row)), cancellation);

        var touched = decision.Showtimes.Where(c => c.IsChanged && !c.Before!.Prices.SequenceEqual(c.After.Prices)).ToList();
        foreach (var change in touched)
            await tx.GetTable<ShowtimePriceRow>().Where(price => price.ShowtimeId == change.After.Row.Id).DeleteAsync(cancellation);
        await InsertAsync(tx, decision.Showtimes.Where(c => c.IsNew).Concat(touched).SelectMany(c => c.After.Prices), cancellation);
    }

    /// <summary>Whoever sums days must hear that one that has begun is another now. Nobody waits for it, so nobody is woken.</summary>
    private async Task TellAsync(DbSession tx, ProgrammeDecision decision, CancellationToken cancellation)
    {
        // Where a day begins every process says by its own clock; the day that is under way is told too, so that clocks may differ by hours.
        var begun = BusinessDay.Of(time.GetUtcNow(), TimeZoneInfo.Utc).AddDays(1);
        var changed = decision.Showtimes.Where(c => c.IsNew || c.Before!.Row != c.After.Row).SelectMany(c => new[] { c.Before?.Row, c.After.Row }).OfType<ShowtimeRow>();
        var script = new Script();
        foreach (var cinema in changed.Where(row => row.BusinessDay <= begun).GroupBy(row => row.CinemaId).OrderBy(c => c.Key, StringComparer.Ordinal))
            outbox.Record(script, new ProgrammeChanged(cinema.Key, [.. cinema.Select(row => row.BusinessDay).Distinct().Order()]));
        await tx.RunAsync(script, cancellation);
    }

    private static async Task SavePlansAsync(DbSession tx, ProgrammeDecision decision, CancellationToken cancellation)
    {
        var plans = decision.Plans.Where(plan => plan.BeforeId != plan.After.Id).Select(plan => plan.After).DistinctBy(plan => plan.Id);
        foreach (var plan in plans)
        {
            // Another hall, or this one in earlier days, may have the same plan.
            await tx.ExecuteAsync(
                "INSERT INTO seat_plans (id, body) VALUES (@id, @body) ON CONFLICT (id) DO NOTHING",
                cancellation,
                new DataParameter("id", plan.Id),
                new DataParameter("body", System.Text.Encoding.UTF8.GetString(plan.ToJson().Span)));
        }
    }

    private static async Task SaveAsync<T>(DbSession tx, List<Change<T>> changes, CancellationToken cancellation) where T : class
    {
        foreach (var change in changes.Where(change => change.IsChanged)) await tx.UpdateAsync(change.After, token: cancellation);
        await InsertAsync(tx, changes.Where(change => change.IsNew).Select(change => change.After), cancellation);
    }

    private static Task<BulkCopyRowsCopied> InsertAsync<T>(DbSession tx, IEnumerable<T> rows, CancellationToken cancellation) where T : class =>
        tx.BulkCopyAsync(new BulkCopyOptions { BulkCopyType = BulkCopyType.MultipleRows }, rows, cancellation);
}
