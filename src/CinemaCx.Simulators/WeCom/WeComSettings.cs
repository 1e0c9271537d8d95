namespace CinemaCx.Simulators.WeCom;

/// <summary>What a hook may change while the simulator runs.</summary>
internal sealed class WeComSettings
{
    private readonly WeComSimulatorOptions _options;

    public WeComSettings(WeComSimulatorOptions options)
    {
        _options = options;
        Reset();
    }

    public int PerMinute { get; private set; }

    public int PerHour { get; private set; }

    public string? CallbackUrl { get; private set; }

    /// <summary><c>OptionIds</c>, or <c>OpitonIds</c> as an old sample of the platform has it.</summary>
    public string OptionIdsSpelling { get; private set; } = "OptionIds";

    /// <summary>How long every call of the platform takes, in real milliseconds.</summary>
    public int LatencyMs { get; private set; }

    public TimeSpan ResponseCodeLife { get; private set; }

    public void Apply(Wish wish)
    {
        PerMinute = wish.PerMinute ?? PerMinute;
        PerHour = wish.PerHour ?? PerHour;
        CallbackUrl = wish.CallbackUrl ?? CallbackUrl;
        OptionIdsSpelling = wish.OptionIdsSpelling ?? OptionIdsSpelling;
        LatencyMs = wish.LatencyMs ?? LatencyMs;
        if (wish.ResponseCodeHours is { } hours) ResponseCodeLife = TimeSpan.FromHours(hours);
    }

    /// <summary>Back to the options, except the callback address, which nobody would set a second time.</summary>
    public void Reset()
    {
        (PerMinute, PerHour, OptionIdsSpelling, LatencyMs) = (_options.PerMinute, _options.PerHour, "OptionIds", 0);
        (CallbackUrl, ResponseCodeLife) = (CallbackUrl ?? _options.CallbackUrl, _options.ResponseCodeLife);
    }

    public sealed record Wish(int? PerMinute, int? PerHour, string? CallbackUrl, string? OptionIdsSpelling, int? LatencyMs, double? ResponseCodeHours)
    {
        public string? Fault() =>
            OptionIdsSpelling is not (null or "OptionIds" or "OpitonIds") ? "optionIdsSpelling must be OptionIds or OpitonIds"
            : LatencyMs is < 0 or > 60_000 ? "latencyMs must be between 0 and 60000"
            : CallbackUrl is not null && !Uri.TryCreate(CallbackUrl, UriKind.Absolute, out _) ? "callbackUrl must be absolute"
            : null;
    }
}
