using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>What the organisation may call: so many a second per API, so many metered ones a calendar month.</summary>
internal sealed class Limits(DingTalkSimulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Second, int Count)> _perApi = new(StringComparer.Ordinal);
    private (int Year, int Month) _month;

    public int CallsPerSecond { get; set; } = options.CallsPerSecond;

    public int CallsPerMonth { get; set; } = options.CallsPerMonth;

    public int UsedThisMonth { get; set; }

    public Answer? Refuse(Call call)
    {
        lock (_gate)
        {
            var here = call.At.ToOffset(WireText.Beijing);
            if (_month != (here.Year, here.Month)) (_month, UsedThisMonth) = ((here.Year, here.Month), 0);
            var api = call.Method + call.Path;
            var second = call.At.ToUnixTimeSeconds();
            var count = _perApi.TryGetValue(api, out var seen) && seen.Second == second ? seen.Count : 0;
            if (CallsPerSecond > 0 && count >= CallsPerSecond)
                return DingTalkAnswers.Error(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "调用该接口的频率超过上限");
            if (CallsPerMonth > 0 && UsedThisMonth >= CallsPerMonth)
                return DingTalkAnswers.Error(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", "企业本月接口调用量已用完");
            _perApi[api] = (second, count + 1);
            UsedThisMonth++;
            return null;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _perApi.Clear();
            (CallsPerSecond, CallsPerMonth, UsedThisMonth) = (options.CallsPerSecond, options.CallsPerMonth, 0);
        }
    }
}
