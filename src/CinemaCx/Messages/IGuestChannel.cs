namespace CinemaCx.Messages;

public enum SendOutcome
{
    /// <summary>The platform took it.</summary>
    Sent,

    /// <summary>Not taken, and worth another try: busy, a rate limit, a connection that was never made.</summary>
    Later,

    /// <summary>Subscribe messages: she has no subscription left, whatever our books say (43101).</summary>
    NoCredit,

    /// <summary>This guest cannot be reached here, however often it is tried: unfollowed, unknown, unwilling.</summary>
    Unreachable,

    /// <summary>The template or a value of it breaks the platform's rules (47003, 40037): the form is set aside until somebody has mended it.</summary>
    BadForm,

    /// <summary>This message will not be had, whatever happens: its words are forbidden.</summary>
    Refused,

    /// <summary>The call may have reached the platform and nothing came back.</summary>
    Silent,
}

/// <summary>What a platform made of a message.</summary>
/// <param name="PlatformId">The platform's name of it; null where it gives none.</param>
/// <param name="Error">The platform's code and words.</param>
/// <param name="Field">With <see cref="SendOutcome.BadForm"/>: the key it names.</param>
/// <param name="RestFor">How long the platform wants to be left alone by everybody who sends on this channel (45009).</param>
public sealed record SendReceipt(SendOutcome Outcome, string? PlatformId = null, string? Error = null, string? Field = null, TimeSpan? RestFor = null);

/// <summary>One message, ready to go.</summary>
/// <param name="Id">Unique for ever; where the platform can tell repeats, it is told this.</param>
/// <param name="Address">Open id of the app, external user id, or number in E.164.</param>
/// <param name="Owner">WeCom: the employee who has her as a contact.</param>
public sealed record OutgoingMessage(string Id, string Address, string PlatformTemplate, RenderedMessage Content, string? Owner = null);

/// <summary>
/// Port to one way of reaching guests. Nothing here throws for what the platform answers, only for cancellation. Calls are not repeated inside, except with
/// another token after the platform refused the first: who calls keeps the message.
/// </summary>
public interface IGuestChannel
{
    MessageChannel Channel { get; }

    /// <summary>What the platform counts calls by: the app id.</summary>
    string Account { get; }

    /// <summary>For how long the platform drops a repeat of the same id; zero: it never does, and silence is doubt.</summary>
    TimeSpan DropsRepeatsFor { get; }

    /// <summary>No answer later than this after the call began.</summary>
    TimeSpan Patience { get; }

    Task<SendReceipt> SendAsync(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>Gets ready what the first call needs (a token), so that marked messages are called at once.</summary>
    /// <returns>Null when ready; otherwise why nothing can be sent now.</returns>
    Task<string?> ReadyAsync(CancellationToken cancellation);
}
