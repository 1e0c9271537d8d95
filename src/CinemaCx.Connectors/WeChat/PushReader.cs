using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Messages;

namespace CinemaCx.Connectors.WeChat;

/// <summary>What the events of message push say to the house (pages "小程序订阅消息", "模板消息接口", 事件推送).</summary>
internal sealed class PushReader(PushAccount account)
{
    private const int LongestName = 128;
    private const int LongestReason = 300;

    /// <summary>"User refuse to accept the msg": what the call itself answers when she will not have it.</summary>
    private const string Unwilling = "43101";

    /// <returns>Null when it is no message at all; nothing for what the house has no use for.</returns>
    public IReadOnlyList<PlatformNews>? Read(PushNode message)
    {
        if (Name(message, "FromUserName") is not { } from || message.Value("MsgType") is not { } type) return null;
        if (!long.TryParse(message.Value("CreateTime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return null;
        if (type != "event") return [];
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return (message.Value("Event"), account.Channel) switch
        {
            ("subscribe_msg_sent_event", MessageChannel.Subscribe) => [.. Items(message, "SubscribeMsgSentEvent").Select(i => Sent(i, from, at)).OfType<PlatformNews>()],
            ("subscribe_msg_popup_event", MessageChannel.Subscribe) => [.. Items(message, "SubscribeMsgPopupEvent").Select(i => Answered(i, from, at, inSettings: false)).OfType<PlatformNews>()],
            ("subscribe_msg_change_event", MessageChannel.Subscribe) => [.. Items(message, "SubscribeMsgChangeEvent").Select(i => Answered(i, from, at, inSettings: true)).OfType<PlatformNews>()],
            ("TEMPLATESENDJOBFINISH", MessageChannel.ServiceAccount) => Finished(message, from, at) is { } fate ? [fate] : [],
            _ => [],
        };
    }

    /// <summary>In XML, and in some JSON, the list lies inside an element of the event's name; in other JSON right in the message.</summary>
    private static IEnumerable<PushNode> Items(PushNode message, string inside) => message.All(inside).SelectMany(e => e.All("List")).Concat(message.All("List"));

    private static MessageFate? Sent(PushNode item, string from, DateTimeOffset at) => Name(item, "MsgID") is { } id && item.Value("ErrorCode") is { } code
        ? Fate(from, at, MessageChannel.Subscribe, id, code == "0", $"{code} {item.Value("ErrorStatus")}".TrimEnd(), code == Unwilling)
        : null;

    private static MessageFate? Finished(PushNode message, string from, DateTimeOffset at) => Name(message, "MsgID") is { } id && message.Value("Status") is { } status
        ? Fate(from, at, MessageChannel.ServiceAccount, id, status == "success", status, status.Replace(" ", "", StringComparison.Ordinal) == "failed:userblock")
        : null;

    private static MessageFate Fate(string from, DateTimeOffset at, MessageChannel channel, string id, bool arrived, string reason, bool unwilling) =>
        new(from, at, channel, id, arrived, arrived ? null : reason.Length > LongestReason ? reason[..LongestReason] : reason, unwilling);

    private SubscriptionNews? Answered(PushNode item, string from, DateTimeOffset at, bool inSettings)
    {
        if (Name(item, "TemplateId") is not { } template || item.Value("SubscribeStatusString") is not ("accept" or "reject")) return null;
        var accepts = item.Value("SubscribeStatusString") == "accept";
        // Events have no id of their own.
        string[] said = [account.AppId, from, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), inSettings ? "change" : "popup", template, accepts ? "accept" : "reject"];
        var key = "push-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', said))).AsSpan(0, 16));
        return new SubscriptionNews(from, at, key, template, accepts, inSettings);
    }

    private static string? Name(PushNode node, string name) => node.Value(name) is { Length: <= LongestName } text ? text : null;
}
