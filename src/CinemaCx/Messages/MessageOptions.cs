namespace CinemaCx.Messages;

public sealed class MessageOptions
{
    public const string Section = "Messages";

    /// <summary>Which way is tried first; ways left out are not used. Default: <c>Subscribe, ServiceAccount, WeCom, Sms</c>, which is from free to paid.</summary>
    public IList<MessageChannel> Order { get; } = [];

    /// <summary>Wall-clock time, <c>HH:mm</c>, from which nothing unasked is sent. Default 21:30.</summary>
    public string QuietFrom { get; set; } = "21:30";

    /// <summary>Until when; earlier than <see cref="QuietFrom"/>: the next morning; the same: there are no quiet hours. Default 09:00.</summary>
    public string QuietTo { get; set; } = "09:00";

    /// <summary>IANA name: the clock of messages that belong to no cinema. Default <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>How many unasked messages one guest gets at most within <see cref="MostPerGuestWithin"/>, all campaigns together. Default 2.</summary>
    public int MostPerGuest { get; set; } = 2;

    /// <summary>Default 7 days.</summary>
    public TimeSpan MostPerGuestWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A message not sent so long after it became due is dropped, unless it says otherwise. Default 3 days.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(3);

    /// <summary>A message that came to its end is cleared away after so many months; a campaign keeps what became of it. Default 24, at least 3.</summary>
    public int KeepMonths { get; set; } = 24;

    /// <summary>Calls per minute, all instances together; the platform's own limits are higher. 0: not by this channel.</summary>
    public int SubscribePerMinute { get; set; } = 9_000;

    public int ServiceAccountPerMinute { get; set; } = 6_000;

    public int WeComPerMinute { get; set; } = 600;

    public int SmsPerMinute { get; set; } = 3_000;

    /// <summary>Calls of one instance under way at once, per channel. Default 64.</summary>
    public int MostInFlight { get; set; } = 64;

    /// <summary>No month is longer.</summary>
    public TimeSpan Keep => TimeSpan.FromDays(31 * KeepMonths);

    internal IReadOnlyList<MessageChannel> InOrder() =>
        Order.Count > 0 ? [.. Order.Distinct()] : [MessageChannel.Subscribe, MessageChannel.ServiceAccount, MessageChannel.WeCom, MessageChannel.Sms];

    internal int PerMinute(MessageChannel channel) => channel switch
    {
        MessageChannel.Subscribe => SubscribePerMinute,
        MessageChannel.ServiceAccount => ServiceAccountPerMinute,
        MessageChannel.WeCom => WeComPerMinute,
        _ => SmsPerMinute,
    };
}
