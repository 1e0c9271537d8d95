using CinemaCx.Platform.Primitives;
using System.Text.Json;

namespace CinemaCx.Cases;

/// <summary>撤销: her own last act, within ten seconds. The timeline keeps both.</summary>
public sealed class UndoCaseAct(CaseDesk desk, TimeProvider time)
{
    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, CancellationToken cancellation) => desk.ActAsync(caseId, actor, row =>
    {
        if (row.Undo is null || row.UndoBy != actor.Member?.EmployeeId || time.Now() > row.UndoUntil) throw CaseRefusals.NothingToUndo();
        var earlier = JsonSerializer.Deserialize<CaseRow>(row.Undo)!;
        return new CaseDecision(earlier with { Voices = row.Voices, WorstStars = row.WorstStars, Version = row.Version, LastHash = row.LastHash }, "undone", "撤销了上一步操作");
    }, cancellation);
}
