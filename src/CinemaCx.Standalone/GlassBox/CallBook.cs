using System.Threading.Channels;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>The last calls, and everybody who is watching them pass.</summary>
internal sealed class CallBook(TimeProvider time)
{
    private const int Kept = 400;
    private const int Patience = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<PassedCall> _kept = new();
    private readonly HashSet<Channel<PassedCall>> _watching = [];
    private long _number;

    /// <summary>Somebody looks, who did not before.</summary>
    public event EventHandler? Opened;

    public bool IsWatched
    {
        get
        {
            lock (_gate) return _watching.Count > 0;
        }
    }

    public void Add(string where, string method, string path, int status, double ms) =>
        Add(new PassedCall(0, time.GetUtcNow(), where, method, path, status, Math.Round(ms, 1)));

    public void Add(PassedCall call)
    {
        lock (_gate)
        {
            call = call with { Number = ++_number };
            _kept.Enqueue(call);
            if (_kept.Count > Kept) _kept.Dequeue();
            foreach (var watcher in _watching) watcher.Writer.TryWrite(call);
        }
    }

    /// <summary>What is kept, and from then on what passes; a watcher that falls far behind misses the oldest.</summary>
    public Watch Open()
    {
        var channel = Channel.CreateBounded<PassedCall>(new BoundedChannelOptions(Patience) { FullMode = BoundedChannelFullMode.DropOldest });
        PassedCall[] kept;
        lock (_gate)
        {
            kept = [.. _kept];
            _watching.Add(channel);
        }

        Opened?.Invoke(this, EventArgs.Empty);
        return new Watch(this, channel, kept);
    }

    private void Close(Channel<PassedCall> channel)
    {
        lock (_gate) _watching.Remove(channel);
    }

    internal sealed class Watch(CallBook book, Channel<PassedCall> channel, IReadOnlyList<PassedCall> kept) : IDisposable
    {
        public IReadOnlyList<PassedCall> Kept { get; } = kept;

        public ChannelReader<PassedCall> Coming => channel.Reader;

        public void Dispose() => book.Close(channel);
    }
}
