using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cases;

/// <summary>受理: she has it in hand. Of two who press at once one becomes the owner; the other is told who.</summary>
public sealed class AcknowledgeCase(CaseDesk desk, TimeProvider time)
{
    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, CancellationToken cancellation) => desk.ActAsync(caseId, actor, async (row, db, _) =>
    {
        var me = actor.Member!.EmployeeId;
        if (row.State == CaseState.Closed) throw CaseRefusals.Closed();
        if (row.OwnerId is null)
            return new CaseDecision(row with { State = CaseState.Acknowledged, OwnerId = me, AcknowledgedAt = time.Now() }, "acknowledged", "已受理", CanBeUndone: true);
        if (row.OwnerId == me) throw CaseRefusals.TakenBy("您");
        var owner = await db.GetTable<EmployeeRow>().FirstAsync(e => e.Id == row.OwnerId, cancellation);
        // A colleague of another post whose attention the case needs says that she has read it; the owner stays.
        var (mine, theirs) = (CasePost.Of(actor.Member.Role), CasePost.Of(owner.Role));
        return mine != theirs && row.Posts.Split(',').Contains(mine, StringComparer.Ordinal)
            ? new CaseDecision(row, "confirmed", "已确认收到")
            : throw CaseRefusals.TakenBy(owner.Name);
    }, cancellation);
}
