namespace CinemaCx.Simulators.WeChatPay;

/// <summary>What can be changed while the simulator runs.</summary>
internal sealed class PlatformSettings(WeChatPaySimulatorOptions options)
{
    private long _refundDelayTicks = options.RefundDelay.Ticks;

    /// <summary>How long a refund stays PROCESSING; negative: until somebody decides.</summary>
    public TimeSpan RefundDelay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _refundDelayTicks));
        set => Volatile.Write(ref _refundDelayTicks, value.Ticks);
    }

    public void Reset() => RefundDelay = options.RefundDelay;
}
