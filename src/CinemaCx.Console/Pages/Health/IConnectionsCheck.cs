namespace CinemaCx.Console.Pages.Health;

/// <param name="State"><c>ok</c>, <c>off</c> or <c>fault</c>.</param>
/// <param name="Part">Kebab-case name of what was looked at.</param>
/// <param name="Sentence">What was found, for the operator, in Chinese.</param>
/// <param name="Setting">The setting to mend; null when none.</param>
public sealed record ConnectionFinding(string State, string Part, string Sentence, string? Setting);

/// <summary>Port to whoever can walk every connection to a platform and every callback.</summary>
public interface IConnectionsCheck
{
    /// <summary>Takes some seconds; changes nothing at the platforms.</summary>
    Task<IReadOnlyList<ConnectionFinding>> RunAsync(CancellationToken cancellation);
}
