using System.Collections.Concurrent;

namespace CinemaCx.Simulators.WeChat;

/// <summary>A template of an account.</summary>
/// <param name="Keys">The keys a message of it must have, all of them and no other.</param>
public sealed record WeChatMessageTemplate(string AppId, string TemplateId, IReadOnlyList<string> Keys);

/// <summary>A message a phone shows.</summary>
/// <param name="ClientMessageId">Service accounts: what the sender called it.</param>
internal sealed record ShownMessage(
    long Number, DateTimeOffset At, string AppId, string OpenId, string TemplateId, string? Page, IReadOnlyDictionary<string, string> Data, string? ClientMessageId, long? MessageId);

/// <summary>Templates, subscriptions, followers, and what phones received.</summary>
internal sealed class MessageBook(WeChatSimulatorOptions options)
{
    private readonly ConcurrentDictionary<(string AppId, string TemplateId), WeChatMessageTemplate> _templates = new();
    private readonly ConcurrentDictionary<(string AppId, string OpenId, string TemplateId), int> _grants = new();
    private readonly ConcurrentDictionary<(string AppId, string OpenId), bool> _notFollowing = new();
    private readonly ConcurrentDictionary<(string OpenId, string Id), (DateTimeOffset At, long MessageId)> _known = new();
    private readonly ConcurrentQueue<ShownMessage> _shown = new();
    private readonly ConcurrentDictionary<(string AppId, string OpenId), bool> _busy = new();
    private readonly Lock _gate = new();
    private long _number;
    private long _minute;
    private int _inMinute;
    private int _limited;

    /// <summary>Messages each account may send in a minute; 0: no limit.</summary>
    public int PerMinute { get; set; } = options.MessagesPerMinute;

    /// <summary>How long a call takes, in real milliseconds.</summary>
    public int LatencyMs { get; set; }

    /// <summary>Calls answered with 45009.</summary>
    public int Limited => Volatile.Read(ref _limited);

    public MessageBook Know()
    {
        foreach (var template in options.MessageTemplates) _templates[(template.AppId, template.TemplateId)] = template;
        return this;
    }

    public void Define(WeChatMessageTemplate template) => _templates[(template.AppId, template.TemplateId)] = template;

    public WeChatMessageTemplate? Template(string appId, string templateId) => _templates.GetValueOrDefault((appId, templateId));

    public IEnumerable<WeChatMessageTemplate> Templates => _templates.Values.OrderBy(t => t.TemplateId, StringComparer.Ordinal);

    /// <summary>She tapped "allow" once.</summary>
    public void Grant(string appId, string openId, string templateId) => _grants.AddOrUpdate((appId, openId, templateId), 1, (_, n) => n + 1);

    /// <summary>She switched it off in the settings: what she allowed before is gone.</summary>
    public void Revoke(string appId, string openId, string templateId) => _grants[(appId, openId, templateId)] = 0;

    public int Grants(string appId, string openId, string templateId) => _grants.GetValueOrDefault((appId, openId, templateId));

    /// <summary>True for the one message that uses the grant.</summary>
    public bool Spend(string appId, string openId, string templateId)
    {
        var key = (appId, openId, templateId);
        while (_grants.TryGetValue(key, out var left) && left > 0)
        {
            if (_grants.TryUpdate(key, left - 1, left)) return true;
        }

        return false;
    }

    public void Follow(string appId, string openId, bool follows)
    {
        if (follows) _notFollowing.TryRemove((appId, openId), out _);
        else _notFollowing[(appId, openId)] = true;
    }

    public bool Follows(string appId, string openId) => !_notFollowing.ContainsKey((appId, openId));

    /// <summary>Counts a call; false when this minute's are used up.</summary>
    public bool MayCall(DateTimeOffset at)
    {
        if (PerMinute == 0) return true;
        lock (_gate)
        {
            var minute = at.ToUnixTimeSeconds() / 60;
            if (minute != _minute) (_minute, _inMinute) = (minute, 0);
            if (++_inMinute <= PerMinute) return true;
        }

        Interlocked.Increment(ref _limited);
        return false;
    }

    /// <summary>A repeat of the same id to the same phone within ten minutes is known.</summary>
    public long? Known(string openId, string id, DateTimeOffset at) => _known.TryGetValue((openId, id), out var before) && at - before.At < TimeSpan.FromMinutes(10) ? before.MessageId : null;

    public void Remember(string openId, string id, DateTimeOffset at, long messageId) => _known[(openId, id)] = (at, messageId);

    public ShownMessage Show(string appId, string openId, string templateId, string? page, IReadOnlyDictionary<string, string> data, DateTimeOffset at, string? clientId = null, long? messageId = null)
    {
        var shown = new ShownMessage(Interlocked.Increment(ref _number), at, appId, openId, templateId, page, data, clientId, messageId);
        _shown.Enqueue(shown);
        return shown;
    }

    public IEnumerable<ShownMessage> Shown => _shown;

    /// <summary>Two sends to one person at once conflict; ended by <see cref="Leave"/>.</summary>
    public bool Enter(string appId, string openId) => _busy.TryAdd((appId, openId), true);

    public void Leave(string appId, string openId) => _busy.TryRemove((appId, openId), out _);

    public void Clear()
    {
        _templates.Clear();
        _grants.Clear();
        _notFollowing.Clear();
        _known.Clear();
        _shown.Clear();
        (PerMinute, LatencyMs) = (options.MessagesPerMinute, 0);
        Know();
    }
}
