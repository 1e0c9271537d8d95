using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>改分类: the guess was wrong.</summary>
public sealed class RecategoriseCase(CaseDesk desk)
{
    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, string category, CancellationToken cancellation)
    {
        var code = CaseCategory.Parse(category.Trim()) ?? throw CaseRefusals.UnknownCategory(category.Trim());
        return desk.ActAsync(caseId, actor, row => new CaseDecision(row with { Category = code }, "recategorised", $"分类改为{CaseCategory.NameOf(code)}", CanBeUndone: true), cancellation);
    }
}
