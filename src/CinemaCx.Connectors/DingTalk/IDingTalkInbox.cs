using CinemaCx.Alerts;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>Port for what people do at DingTalk. Both ways of being told (Stream and HTTP) end here.</summary>
public interface IDingTalkInbox
{
    /// <summary>
    /// Somebody pressed a button. The platform waits two seconds: what is returned in time is shown at once, later it is shown by an update of the card.
    /// The same press may come more than once, under the same <see cref="DingTalkPress.DedupeKey"/>.
    /// </summary>
    /// <returns>The card as it looks now; null leaves it.</returns>
    Task<StaffCard?> PressAsync(DingTalkPress press, CancellationToken cancellation);

    /// <summary>A press was answered too late to show this card.</summary>
    /// <returns>False: who asks shall update the card itself.</returns>
    Task<bool> ShowAsync(StaffCard card, CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>Somebody wrote to the robot. May come more than once, under the same <see cref="DingTalkText.MsgId"/>.</summary>
    Task TextAsync(DingTalkText text, CancellationToken cancellation);
}

/// <summary>A button pressed on a card.</summary>
/// <param name="UserId">Staff id of who pressed.</param>
/// <param name="OutTrackId">Our card's id.</param>
/// <param name="ActionId">The button's key.</param>
/// <param name="Params">What was chosen, by the choice's key, and whatever else the template sends.</param>
/// <param name="DedupeKey">The same for every telling of this one press.</param>
public sealed record DingTalkPress(string UserId, string OutTrackId, string ActionId, IReadOnlyDictionary<string, string> Params, string DedupeKey);

/// <summary>A message to the robot.</summary>
/// <param name="StaffId">Who wrote; null for somebody outside the organisation.</param>
/// <param name="Text">Trimmed; what was said, of a voice message. Empty where there are no words (pictures, files).</param>
/// <param name="MsgId">The platform's name of the message.</param>
/// <param name="SessionWebhook">Where to answer without being metered.</param>
/// <param name="SessionWebhookExpiresAt">Until when that serves, about an hour and a half.</param>
/// <param name="InGroup">Written in a group, where everybody reads the answer.</param>
public sealed record DingTalkText(
    string? StaffId, string Text, string MsgId, Uri? SessionWebhook, DateTimeOffset SessionWebhookExpiresAt, string? SenderNick = null, bool InGroup = false);
