namespace CinemaCx.Platform.Primitives;

/// <summary>
/// An expected stop: somebody asked for what cannot be. Thrown where it is found, translated once per door
/// (ProblemDetails, or a short chat reply).
/// </summary>
/// <param name="status">400 shape, 401, 403, 404 not found or not yours, 409 scarcity and state, 422 rule, 429, 503.</param>
/// <param name="code">Stable kebab-case code a program may branch on.</param>
/// <param name="sentence">What the guest or member of staff reads: one polite Chinese sentence.</param>
/// <param name="parameters">What the sentence speaks of, for programs: seats, limits, ids.</param>
public sealed class Refusal(int status, string code, string sentence, IReadOnlyDictionary<string, object?>? parameters = null)
    : Exception(sentence)
{
    public int Status { get; } = status;
    public string Code { get; } = code;
    public string Sentence { get; } = sentence;
    public IReadOnlyDictionary<string, object?> Parameters { get; } = parameters ?? Empty;

    /// <summary>After how long the same call may succeed (429, 503).</summary>
    public TimeSpan? RetryAfter { get; init; }

    private static readonly IReadOnlyDictionary<string, object?> Empty = new Dictionary<string, object?>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, object?> With(string name, object? value) =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { [name] = value };
}
