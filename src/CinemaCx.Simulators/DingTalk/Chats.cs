using System.Collections.Concurrent;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>One line of a conversation. Of text kinds <paramref name="Text"/> counts, of cards <paramref name="Card"/>.</summary>
/// <param name="Kind"><c>text</c>, <c>markdown</c> or <c>card</c>.</param>
internal sealed record ChatEntry(long Number, DateTimeOffset At, bool FromBot, string Kind, string? Title, string? Text, Card? Card)
{
    /// <summary>Of what the person wrote: whether the app was told.</summary>
    public bool? Told { get; set; }
}

/// <summary>A member's phone.</summary>
internal sealed class Phone(string staffId, string name)
{
    private const int Kept = 500;
    private readonly Lock _gate = new();
    private readonly List<ChatEntry> _entries = [];
    private long _number;
    private long _received;

    public string StaffId { get; } = staffId;

    public string Name { get; set; } = name;

    /// <summary>Messages to her are held back by flow control.</summary>
    public bool FlowControlled { get; set; }

    /// <summary>Somebody outside the organisation: she may write, but has no staff id there.</summary>
    public bool Outside { get; set; }

    /// <summary>Messages and cards that reached the phone.</summary>
    public long Received => Volatile.Read(ref _received);

    public ChatEntry Add(DateTimeOffset at, bool fromBot, string kind, string? title = null, string? text = null, Card? card = null)
    {
        lock (_gate)
        {
            var entry = new ChatEntry(++_number, at, fromBot, kind, title, text, card);
            _entries.Add(entry);
            if (_entries.Count > Kept) _entries.RemoveAt(0);
            if (fromBot) _received++;
            return entry;
        }
    }

    public IReadOnlyList<ChatEntry> Entries()
    {
        lock (_gate) return [.. _entries];
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _received = 0;
        }
    }
}

/// <summary>Everybody's phone, by staff id.</summary>
internal sealed class Phones(DingTalkSimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, Phone> _phones = new(
        options.Members.Select(m => KeyValuePair.Create(m.StaffId, new Phone(m.StaffId, m.Name))), StringComparer.Ordinal);

    public Phone? Find(string? staffId) => staffId is not null && _phones.TryGetValue(staffId, out var phone) ? phone : null;

    public Phone Know(string staffId, string? name)
    {
        var phone = _phones.GetOrAdd(staffId, id => new Phone(id, name ?? id));
        if (name is not null) phone.Name = name;
        return phone;
    }

    public IReadOnlyList<Phone> All() => [.. _phones.Values.OrderBy(p => p.StaffId, StringComparer.Ordinal)];

    /// <summary>Conversations go; people stay.</summary>
    public void Clear()
    {
        foreach (var phone in _phones.Values)
        {
            phone.Clear();
            phone.FlowControlled = false;
        }
    }
}
