using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>重开: it was not solved after all, says a member of staff or the guest.</summary>
public sealed class ReopenCase(CaseDesk desk)
{
    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, string? why, CancellationToken cancellation) => desk.ActAsync(caseId, actor, row =>
    {
        if (row.State != CaseState.Closed) throw CaseRefusals.NotClosed();
        var reason = string.IsNullOrWhiteSpace(why) ? "" : $"：{(why.Length > 200 ? why[..200] : why).Trim()}";
        return new CaseDecision(
            // A newer case may stand for the same hall and cause: further voices stay with that one.
            row with { State = CaseState.Open, OwnerId = null, AcknowledgedAt = null, ClosedAt = null, MergeKey = row.Id },
            "reopened", actor.Member is null ? $"反馈未解决，已重新打开{reason}" : $"已重新打开{reason}");
    }, cancellation);
}
