using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>关闭: what the cause was and what was done. The guest is asked whether it is solved.</summary>
public sealed class CloseCase(CaseDesk desk, TimeProvider time)
{
    private const int Longest = 200;

    /// <param name="action">What was done, in words.</param>
    /// <param name="rootCause">Null: the same words stand for both.</param>
    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, string action, string? rootCause, CancellationToken cancellation)
    {
        action = action.Trim();
        if (action.Length == 0) throw CaseRefusals.WordsMissing("处理结果，例如：关闭 C123 空调滤网已更换");
        if (action.Length > Longest || rootCause?.Length > Longest) throw CaseRefusals.WordsTooLong(Longest);
        return desk.ActAsync(caseId, actor, row =>
        {
            if (row.State == CaseState.Closed) throw CaseRefusals.Closed();
            var now = time.Now();
            return new CaseDecision(
                row with
                {
                    State = CaseState.Closed,
                    OwnerId = row.OwnerId ?? actor.Member?.EmployeeId,
                    AcknowledgedAt = row.AcknowledgedAt ?? now,
                    ClosedAt = now,
                    Action = action,
                    RootCause = string.IsNullOrWhiteSpace(rootCause) ? action : rootCause.Trim(),
                },
                "closed", $"已关闭：{action}", CanBeUndone: true);
        }, cancellation);
    }
}
