using CinemaCx.Platform.Primitives;

namespace CinemaCx.Alerts;

/// <summary>When a card may go, how long its answer is waited for, and when it is tried again.</summary>
public sealed class SendingPace(ChatQuota quota, ChatLines lines, TimeProvider time)
{
    private const int Patient = 300;
    private static readonly TimeSpan AfterSilence = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ChatQuota Quota => quota;

    /// <returns>How long the platform is left alone yet; null when it may be called.</returns>
    public TimeSpan? Rest(Outgoing message) => lines.Ask(message.Channel) is { } until ? until - time.Now() : null;

    public async Task<ChatReceipt> CallAsync(Outgoing message, Func<CancellationToken, Task<ChatReceipt>> send, CancellationToken cancellation)
    {
        using var knock = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Who gives up early must be recognised when he comes again: an SMS would be read twice.
        if (message.Channel != ChatChannel.Sms && lines.Patience(message.Channel) is { } patience) knock.CancelAfter(patience);
        ChatReceipt receipt;
        try
        {
            receipt = await send(knock.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            receipt = new ChatReceipt(ChatOutcome.Later, Error: "silent as before", Silent: true);
        }

        lines.Heard(message.Channel, receipt.Silent, receipt.Silent || receipt is { Outcome: ChatOutcome.Later, RetryAfter: not null } ? Pause(message, receipt) : null);
        return receipt;
    }

    /// <summary>
    /// The window of a limit is a guess, also the platform's own: within a minute one message asks every second, for all others. What lasts longer, such as a
    /// used-up month, is looked at every hour.
    /// </summary>
    public static TimeSpan Pause(Outgoing message, ChatReceipt receipt) => receipt switch
    {
        { RetryAfter: { } wait } => wait <= Short ? wait : wait <= Window ? UsualPause : wait < Longest ? wait : Longest,
        { Silent: true } => message.Channel != ChatChannel.Sms && message.Attempts < Patient ? AfterSilence : LongPause,
        _ => message.Attempts == 0 ? FirstPause : message.Attempts < Patient ? UsualPause : LongPause,
    };
}
