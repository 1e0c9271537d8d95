using LinqToDB.Mapping;

namespace CinemaCx.Alerts;

/// <summary>A way to reach somebody of the staff.</summary>
public enum ChatChannel
{
    /// <summary>企业微信.</summary>
    [MapValue("wecom")] WeCom,

    /// <summary>钉钉.</summary>
    [MapValue("dingtalk")] DingTalk,

    /// <summary>短信: text only, and only out.</summary>
    [MapValue("sms")] Sms,
}

public enum ChatOutcome
{
    /// <summary>The platform took it and named it.</summary>
    Delivered,

    /// <summary>Not delivered, and worth another try: rate limit, busy, silence, server error, any code nobody knows.</summary>
    Later,

    /// <summary>This person cannot be reached here, however often it is tried.</summary>
    Unreachable,

    /// <summary>The message or the configuration is wrong: trying again is useless until somebody mends it.</summary>
    Refused,

    /// <summary>Updates only: this card cannot be changed any more, a fresh one must be sent.</summary>
    Spent,
}

/// <summary>What a platform made of a message.</summary>
/// <param name="MessageId">The platform's name of it (WeCom <c>msgid</c>, DingTalk <c>processQueryKey</c> or <c>carrierId</c>); null unless delivered.</param>
/// <param name="Handle">What the next update of this card needs: WeCom's newest <c>response_code</c>; null where the card's own id is enough.</param>
/// <param name="Error">The platform's code and words, for the log and the operator.</param>
/// <param name="RetryAfter">How long the platform wants to be left alone, when it says so.</param>
/// <param name="Silent">Nothing came back: the message may have arrived all the same.</param>
public sealed record ChatReceipt(
    ChatOutcome Outcome, string? MessageId = null, string? Handle = null, string? Error = null, TimeSpan? RetryAfter = null, bool Silent = false);

/// <summary>How a platform shows a picture of ours.</summary>
public enum PictureForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>On the card: <see cref="StaffCard.Picture"/>.</summary>
    OnCard,

    /// <summary>As a message of its own, after the card.</summary>
    Alone,
}

/// <summary>
/// Port to one chat platform. Nothing here throws for what the platform answers, only for cancellation: an outcome says it. Calls are not repeated inside;
/// who calls keeps the message and tries again.
/// </summary>
public interface IStaffChat
{
    ChatChannel Channel { get; }

    /// <summary>False: only <see cref="SendTextAsync"/> works here.</summary>
    bool ShowsCards { get; }

    /// <summary>Puts a new card before one person.</summary>
    /// <param name="person">Her id at the platform (WeCom userid, DingTalk staffId; SMS: the number in E.164).</param>
    /// <param name="card">Its <see cref="StaffCard.Id"/> is unique for ever: the same id again is the same message, which the platform drops if it can.</param>
    Task<ChatReceipt> SendCardAsync(string person, StaffCard card, CancellationToken cancellation);

    /// <summary>Shows the present state on a card that lies before one person already.</summary>
    /// <param name="handle">What the last receipt or press of this card gave.</param>
    Task<ChatReceipt> UpdateCardAsync(string person, StaffCard card, string? handle, CancellationToken cancellation);

    /// <summary>Says something to one person.</summary>
    /// <param name="key">The same words under the same key within half an hour are one message, where the platform can tell.</param>
    Task<ChatReceipt> SendTextAsync(string person, string text, string key, CancellationToken cancellation);

    /// <summary>Takes a message back, so that nobody presses what is no longer so.</summary>
    /// <param name="messageId">As the receipt named it.</param>
    /// <returns><see cref="ChatOutcome.Refused"/> where it is too late or the platform cannot.</returns>
    Task<ChatReceipt> RecallAsync(string messageId, CancellationToken cancellation);

    /// <summary>Other than <see cref="PictureForm.None"/>: the two calls below work here.</summary>
    PictureForm Pictures => PictureForm.None;

    /// <summary>Gives the platform a picture to show later, to however many people.</summary>
    /// <param name="png">At most 10 MB.</param>
    /// <returns><see cref="ChatReceipt.Handle"/> is the platform's name of it, good for three days.</returns>
    Task<ChatReceipt> UploadPictureAsync(ReadOnlyMemory<byte> png, string fileName, CancellationToken cancellation) => NoPicturesAsync();

    /// <summary>Shows one person a picture, where the form is <see cref="PictureForm.Alone"/>.</summary>
    /// <param name="media">As the upload named it: the same again within half an hour is the same message, where the platform can tell.</param>
    /// <returns><see cref="ChatOutcome.Spent"/> where the platform knows it no more: it must be uploaded again.</returns>
    Task<ChatReceipt> SendPictureAsync(string person, string media, CancellationToken cancellation) => NoPicturesAsync();

    private static Task<ChatReceipt> NoPicturesAsync() => Task.FromResult(new ChatReceipt(ChatOutcome.Refused, Error: "no pictures here"));
}
