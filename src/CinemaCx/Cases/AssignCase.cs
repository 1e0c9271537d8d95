using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Cases;

/// <summary>转交: somebody else takes it on; she is told at once.</summary>
public sealed class AssignCase(CaseDesk desk, StaffDirectory directory, TimeProvider time)
{
    /// <param name="colleague">Full name.</param>
    public async Task<CaseRow> RunAsync(string caseId, CaseActor actor, string colleague, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(colleague)) throw CaseRefusals.WordsMissing("转交给谁");
        var to = await directory.FindByNameAsync(colleague.Trim(), actor.Member!.CinemaId, cancellation) ?? throw CaseRefusals.UnknownColleague(colleague.Trim());
        return await desk.ActAsync(caseId, actor, row =>
        {
            if (row.State == CaseState.Closed) throw CaseRefusals.Closed();
            if (to.CinemaId is not null && to.CinemaId != row.CinemaId) throw CaseRefusals.UnknownColleague(to.Name);
            return new CaseDecision(
                row with { State = CaseState.Acknowledged, OwnerId = to.Id, AcknowledgedAt = row.AcknowledgedAt ?? time.Now() }, "assigned", $"转交给{to.Name}", CanBeUndone: true);
        }, cancellation);
    }
}
