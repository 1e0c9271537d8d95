using CinemaCx.Platform.Data;

namespace CinemaCx.Cases;

/// <summary>Writes down whom a case that is being opened rings; its statements join the case's transaction.</summary>
public delegate void FirstRing(Script script, CaseRow opened);

/// <summary>
/// Port to whoever tells staff about cases. Called while a case's change is being written, so that alerts begin and timers die in the same transaction.
/// </summary>
public interface ICaseAlarm
{
    /// <summary>Finds out, before the transaction begins, whom a new case of this cinema rings.</summary>
    Task<FirstRing> ReadyAsync(string cinemaId, IReadOnlyList<string> posts, CancellationToken cancellation);

    /// <param name="script">Statements join the case's transaction.</param>
    void Follow(Script script, CaseRow before, CaseRow after, CaseEventRow what);
}
