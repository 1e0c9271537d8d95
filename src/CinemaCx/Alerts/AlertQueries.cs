using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Alerts;

/// <summary>What health and the card's callbacks ask.</summary>
public sealed class AlertQueries(Database database, TimeProvider time)
{
    /// <summary>How long the oldest card that no platform has taken yet has been waiting; zero when none waits.</summary>
    public async Task<TimeSpan> OldestUndeliveredAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var oldest = await db.GetTable<AlertMessageRow>().Where(m => m.State == MessageState.Waiting && m.DeliveredAt == null).Select(m => (DateTimeOffset?)m.QueuedAt).MinAsync(cancellation);
        return oldest is null ? TimeSpan.Zero : time.GetUtcNow() - oldest.Value;
    }

    public async Task<AlertMessageRow?> FindAsync(string messageId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<AlertMessageRow>().FirstOrDefaultAsync(m => m.Id == messageId, cancellation);
    }

    /// <summary>Every card of a case: who has it, by which platform's message, and since when.</summary>
    public async Task<IReadOnlyList<AlertMessageRow>> OfCaseAsync(string caseId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<AlertMessageRow>().Where(m => m.CaseId == caseId).OrderBy(m => m.QueuedAt).ToListAsync(cancellation);
    }
}
