using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Cases;

/// <summary>The verbs by name, for doors that get the name from outside.</summary>
public sealed class CaseActs(IServiceProvider services)
{
    /// <param name="act">acknowledge, assign, note, compensate, reply, close, reopen, recategorise or undo.</param>
    /// <exception cref="Refusal">400 <c>act-unknown</c>, and whatever the verb refuses.</exception>
    public Task RunAsync(string act, string caseId, CaseActor actor, string words, string? rootCause, CancellationToken cancellation) => act switch
    {
        "acknowledge" => Verb<AcknowledgeCase>().RunAsync(caseId, actor, cancellation),
        "assign" => Verb<AssignCase>().RunAsync(caseId, actor, words, cancellation),
        "note" => Verb<NoteOnCase>().RunAsync(caseId, actor, words, cancellation),
        "compensate" => Verb<CompensateGuest>().RunAsync(caseId, actor, words, cancellation),
        "reply" => Verb<ReplyToGuest>().RunAsync(caseId, actor, words, cancellation),
        "close" => Verb<CloseCase>().RunAsync(caseId, actor, words, rootCause, cancellation),
        "reopen" => Verb<ReopenCase>().RunAsync(caseId, actor, words, cancellation),
        "recategorise" => Verb<RecategoriseCase>().RunAsync(caseId, actor, words, cancellation),
        "undo" => Verb<UndoCaseAct>().RunAsync(caseId, actor, cancellation),
        _ => throw CaseRefusals.UnknownAct(),
    };

    private T Verb<T>()
        where T : notnull => services.GetRequiredService<T>();
}
