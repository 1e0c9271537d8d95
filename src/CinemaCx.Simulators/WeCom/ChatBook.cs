using System.Collections.Concurrent;

namespace CinemaCx.Simulators.WeCom;

/// <summary>The company's members and their chats with the application.</summary>
internal sealed class ChatBook
{
    private readonly WeComSimulatorOptions _options;
    private readonly ConcurrentDictionary<string, Chat> _chats = new(StringComparer.OrdinalIgnoreCase);
    private long _number;

    public ChatBook(WeComSimulatorOptions options)
    {
        _options = options;
        Clear();
    }

    public IEnumerable<Chat> All => _chats.Values.OrderBy(chat => chat.Member.UserId, StringComparer.Ordinal);

    public long NextNumber() => Interlocked.Increment(ref _number);

    public Chat? Find(string userId) => _chats.GetValueOrDefault(userId);

    /// <summary>The chat of a member the application may see.</summary>
    public Chat? Reach(string userId) => Find(userId) is { Member.Visible: true } chat ? chat : null;

    /// <summary>Adds a member, or changes her and keeps nothing of her chat.</summary>
    public void Put(WeComMember member) => _chats[member.UserId] = new Chat(member, _options.Seen);

    public void Clear()
    {
        _chats.Clear();
        foreach (var member in _options.Members) Put(member);
    }
}
