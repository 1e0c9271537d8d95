using System.Text.Json.Nodes;

namespace CinemaCx.Simulators.WeCom;

/// <summary>What lies on one member's phone, and how much of it the platform let through.</summary>
internal sealed class Chat(WeComMember member, Action<WeComSight>? seen = null)
{
    private static long _versions;
    private readonly Lock _gate = new();
    private readonly List<ChatItem> _items = [];
    private readonly Dictionary<string, ChatItem> _cards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _minute = new();
    private readonly Queue<DateTimeOffset> _hour = new();

    public WeComMember Member { get; } = member;

    /// <summary>Messages of the application that the phone shows or showed.</summary>
    public int Received { get; private set; }

    /// <summary>Thrown away for the limits.</summary>
    public int Dropped { get; private set; }

    /// <summary>Thrown away because the same words had come before.</summary>
    public int Duplicates { get; private set; }

    public long Version { get; private set; } = Interlocked.Increment(ref _versions);

    /// <summary>Brings a message of the application, unless a limit or the duplicate check swallows it.</summary>
    public void Bring(ChatItem item, WeComSettings settings, (string Content, TimeSpan Interval)? duplicates)
    {
        WeComSight? sight;
        lock (_gate)
        {
            if (duplicates is { } check)
            {
                if (_said.TryGetValue(check.Content, out var until) && until > item.At)
                {
                    Duplicates++;
                    return;
                }
                _said[check.Content] = item.At + check.Interval;
            }

            if (IsFull(_minute, item.At, TimeSpan.FromMinutes(1), settings.PerMinute) | IsFull(_hour, item.At, TimeSpan.FromHours(1), settings.PerHour))
            {
                Dropped++;
                return;
            }

            _minute.Enqueue(item.At);
            _hour.Enqueue(item.At);
            Received++;
            Append(item);
            sight = Sight(item, isNew: true);
        }

        if (sight is not null) seen!(sight);
    }

    /// <summary>Adds what the member typed.</summary>
    public void Add(ChatItem item)
    {
        lock (_gate) Append(item);
    }

    /// <summary>Replaces a card, or greys its buttons; false when this phone does not show it.</summary>
    public bool Change(string taskId, JsonObject? card, string? greyed)
    {
        WeComSight? sight;
        lock (_gate)
        {
            if (!_cards.TryGetValue(taskId, out var item)) return false;
            if (card is not null) item.Card = card;
            item.Greyed = greyed;
            item.Updates++;
            Touch(item);
            sight = Sight(item, isNew: false);
        }

        if (sight is not null) seen!(sight);
        return true;
    }

    /// <summary>Takes a message back; false when it is not here or older than <paramref name="oldest"/>.</summary>
    public bool Recall(string messageId, DateTimeOffset oldest)
    {
        lock (_gate)
        {
            if (_items.FindLast(item => item.MessageId == messageId && item.At >= oldest) is not { } item) return false;
            item.Recalled = true;
            Touch(item);
            return true;
        }
    }

    /// <summary>Looks at a card while nobody changes it.</summary>
    public T? Card<T>(string taskId, Func<ChatItem, T?> look) where T : class
    {
        lock (_gate) return _cards.TryGetValue(taskId, out var item) && !item.Recalled ? look(item) : null;
    }

    /// <summary>The last so many, oldest first, as <paramref name="show"/> makes them.</summary>
    public List<T> Show<T>(int limit, Func<ChatItem, T> show)
    {
        lock (_gate) return [.. _items.Skip(Math.Max(0, _items.Count - limit)).Select(show)];
    }

    public void Clear()
    {
        lock (_gate)
        {
            _items.Clear();
            _cards.Clear();
            _said.Clear();
            _minute.Clear();
            _hour.Clear();
            (Received, Dropped, Duplicates) = (0, 0, 0);
            Version = Interlocked.Increment(ref _versions);
        }
    }

    private static bool IsFull(Queue<DateTimeOffset> passed, DateTimeOffset now, TimeSpan window, int limit)
    {
        while (passed.TryPeek(out var oldest) && oldest <= now - window) passed.Dequeue();
        return limit > 0 && passed.Count >= limit;
    }

    // What is looked at under the gate is told outside of it.
    private WeComSight? Sight(ChatItem item, bool isNew) =>
        seen is null || item.TaskId is not { } taskId ? null : new WeComSight(Member.UserId, taskId, isNew, item.Card.Text("sub_title_text"));

    private void Append(ChatItem item)
    {
        _items.Add(item);
        if (item.TaskId is { } taskId) _cards[taskId] = item;
        Touch(item);
    }

    private void Touch(ChatItem item) => item.Version = Version = Interlocked.Increment(ref _versions);
}
