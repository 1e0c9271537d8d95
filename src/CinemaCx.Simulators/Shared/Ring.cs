namespace CinemaCx.Simulators.Shared;

/// <summary>The last <paramref name="size"/> things; older ones are forgotten so that a load test does not fill the memory.</summary>
internal sealed class Ring<T>(int size)
{
    private readonly Lock _gate = new();
    private readonly T[] _items = new T[size];
    private long _count;

    public void Add(T item)
    {
        lock (_gate) _items[_count++ % size] = item;
    }

    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_items);
            _count = 0;
        }
    }

    /// <summary>Newest first.</summary>
    public List<T> Newest()
    {
        lock (_gate)
        {
            var kept = (int)Math.Min(_count, size);
            var list = new List<T>(kept);
            for (var i = 1; i <= kept; i++) list.Add(_items[(_count - i) % size]);
            return list;
        }
    }
}
