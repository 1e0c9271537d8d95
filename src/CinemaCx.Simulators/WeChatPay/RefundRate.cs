namespace CinemaCx.Simulators.WeChatPay;

/// <summary>So many applications per second of the clock; 0 for no limit.</summary>
internal sealed class RefundRate(int perSecond)
{
    private readonly Lock _gate = new();
    private long _second;
    private int _taken;

    public bool TryTake(DateTimeOffset now)
    {
        if (perSecond <= 0) return true;
        lock (_gate)
        {
            var second = now.ToUnixTimeSeconds();
            if (second != _second) (_second, _taken) = (second, 0);
            return ++_taken <= perSecond;
        }
    }
}
