using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>备注: a line in the timeline.</summary>
public sealed class NoteOnCase(CaseDesk desk)
{
    private const int Longest = 500;

    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, string words, CancellationToken cancellation)
    {
        words = words.Trim();
        if (words.Length == 0) throw CaseRefusals.WordsMissing("备注内容");
        if (words.Length > Longest) throw CaseRefusals.WordsTooLong(Longest);
        return desk.ActAsync(caseId, actor, row => new CaseDecision(row, "noted", $"备注：{words}"), cancellation);
    }
}
