using CinemaCx.Platform.Data;

namespace CinemaCx.Cases;

/// <summary>
/// Port to whoever tells staff about cases. Called while a case's change is being written, so that alerts begin and timers die in the same transaction.
/// </summary>
public interface ICaseAlarm
{
    /// <param name="script">Statements join the case's transaction.</param>
    /// <param name="before">Null when the case is new.</param>
    void Follow(Script script, CaseRow? before, CaseRow after, CaseEventRow what);

    /// <summary>The change is durable.</summary>
    void Wake();
}
