namespace CinemaCx.Messages;

/// <summary>
/// Writes down what a platform tells by itself. It may tell the same thing several times, late, or before our own record of what it speaks of: each thing
/// counts once. When this returns, everything is kept; when it throws, the platform must be let tell it again.
/// </summary>
public sealed class HearPlatform(MessageFates fates, Subscriptions subscriptions)
{
    public async Task RunAsync(IReadOnlyList<PlatformNews> news, CancellationToken cancellation)
    {
        foreach (var one in news)
        {
            switch (one)
            {
                case MessageFate fate:
                    await fates.HearAsync(fate);
                    break;
                case SubscriptionNews answer:
                    await subscriptions.HearAsync(answer, cancellation);
                    break;
            }
        }
    }
}
