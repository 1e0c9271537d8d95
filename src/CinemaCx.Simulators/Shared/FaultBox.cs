namespace CinemaCx.Simulators.Shared;

/// <summary>The faults in force. A call takes the oldest one that fits and uses it up by one.</summary>
internal sealed class FaultBox
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _armed = [];
    private volatile bool _any;
    private int _lastId;

    public int Add(Fault fault)
    {
        lock (_gate)
        {
            _armed.Add(new Armed(++_lastId, fault) { Left = fault.Times, Skip = fault.Skip });
            _any = true;
            return _lastId;
        }
    }

    /// <summary>Removes one fault, or all when <paramref name="id"/> is null; says how many went.</summary>
    public int Remove(int? id)
    {
        lock (_gate)
        {
            var gone = _armed.RemoveAll(a => id is null || a.Id == id);
            _any = _armed.Count > 0;
            return gone;
        }
    }

    public Fault? Take(string method, string path)
    {
        if (!_any) return null;
        lock (_gate)
        {
            foreach (var armed in _armed)
            {
                if (!armed.Fault.Hits(method, path)) continue;
                if (armed.Fault.Share < 1 && Random.Shared.NextDouble() >= armed.Fault.Share) continue;
                if (armed.Skip > 0)
                {
                    armed.Skip--;
                    continue;
                }

                if (armed.Left > 0 && --armed.Left == 0) _armed.Remove(armed);
                _any = _armed.Count > 0;
                return armed.Fault;
            }
        }

        return null;
    }

    public IReadOnlyList<object> List()
    {
        lock (_gate) return [.. _armed.Select(a => (object)new { a.Id, a.Left, a.Skip, a.Fault })];
    }

    private sealed class Armed(int id, Fault fault)
    {
        public int Id { get; } = id;

        public Fault Fault { get; } = fault;

        public int Left { get; set; }

        public int Skip { get; set; }
    }
}
