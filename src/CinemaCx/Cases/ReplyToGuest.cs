using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>回复: words the guest reads where she gave her answer.</summary>
public sealed class ReplyToGuest(CaseDesk desk)
{
    internal const string Kind = "replied";
    internal const string Prefix = "回复观众：";
    private const int Longest = 200;

    /// <exception cref="Refusal">400 <c>words-missing</c>, <c>words-too-long</c>.</exception>
    public Task<CaseRow> RunAsync(string caseId, CaseActor actor, string words, CancellationToken cancellation)
    {
        words = words.Trim();
        if (words.Length == 0) throw CaseRefusals.WordsMissing("回复内容");
        if (words.Length > Longest) throw CaseRefusals.WordsTooLong(Longest);
        return desk.ActAsync(caseId, actor, row => new CaseDecision(row, Kind, Prefix + words), cancellation);
    }
}
