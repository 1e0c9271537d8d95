namespace CinemaCx.Connectors.WeCom;

/// <summary>Something a member did in the application's chat.</summary>
/// <param name="UserId">Who.</param>
/// <param name="At">When, by the platform's clock, to the second.</param>
/// <param name="DedupeKey">The same for every attempt to deliver the same thing: the message's id, or the event's member, second, kind, key and response code.</param>
public abstract record WeComMessage(string UserId, DateTimeOffset At, string DedupeKey);

/// <summary>She typed.</summary>
public sealed record WeComText(string UserId, DateTimeOffset At, string DedupeKey, string Content, string MessageId) : WeComMessage(UserId, At, DedupeKey);

/// <summary>She pressed a button of a card, or an entry of its menu.</summary>
public sealed record WeComPress(string UserId, DateTimeOffset At, string DedupeKey) : WeComMessage(UserId, At, DedupeKey)
{
    /// <summary>Key of what was pressed.</summary>
    public required string EventKey { get; init; }

    /// <summary>Id of the card.</summary>
    public required string TaskId { get; init; }

    /// <summary>Good for one later update of this card within 72 hours; the direct answer to the press does not spend it.</summary>
    public string? ResponseCode { get; init; }

    /// <summary>Whether it was an entry of the folded menu.</summary>
    public bool FromMenu { get; init; }

    /// <summary>Ids of the options chosen on the card at that moment.</summary>
    public IReadOnlyList<string> Selected { get; init; } = [];
}

/// <summary>She opened the chat.</summary>
public sealed record WeComEntered(string UserId, DateTimeOffset At, string DedupeKey) : WeComMessage(UserId, At, DedupeKey);

/// <summary>Anything else.</summary>
/// <param name="Kind">The platform's <c>MsgType</c> (<c>image</c>, <c>voice</c>), or <c>event/</c> and the event (<c>event/subscribe</c>).</param>
/// <param name="EventKey">Key of a menu of the application, if one was used.</param>
public sealed record WeComOther(string UserId, DateTimeOffset At, string DedupeKey, string Kind, string? EventKey) : WeComMessage(UserId, At, DedupeKey);
