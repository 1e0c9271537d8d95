namespace CinemaCx.Alerts;

/// <summary>How staff are told; section <c>Alerts</c>. The platforms' limits are snapshots: adjust them here when the platforms do.</summary>
public sealed class AlertOptions
{
    public const string Section = "Alerts";

    /// <summary>New messages to one person on WeCom in a minute. Above 30 the platform throws them away and says all is well.</summary>
    public int WeComPerMinute { get; set; } = 25;

    /// <summary>New messages to one person on DingTalk in a minute.</summary>
    public int DingTalkPerMinute { get; set; } = 20;

    /// <summary>SMS to one number in a minute.</summary>
    public int SmsPerMinute { get; set; } = 5;

    /// <summary>Which chat of a person comes first, where she has several: <c>WeCom,DingTalk</c>.</summary>
    public IList<ChatChannel> Order { get; } = [];

    /// <summary>An alert not delivered for so long rings by itself, on another channel.</summary>
    public TimeSpan UndeliveredAlarm { get; set; } = TimeSpan.FromSeconds(45);

    internal int PerMinute(ChatChannel channel) => channel switch
    {
        ChatChannel.WeCom => WeComPerMinute,
        ChatChannel.DingTalk => DingTalkPerMinute,
        _ => SmsPerMinute,
    };

    internal IReadOnlyList<ChatChannel> InOrder() => Order.Count > 0 ? [.. Order] : [ChatChannel.WeCom, ChatChannel.DingTalk, ChatChannel.Sms];
}
